import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { writeFileWhole, writing } from '@totalfm/core';
import type { LabelMap, StoredFiles, Triple, VoxelArray } from '@totalfm/core';
import { pieceName } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';

const arrays = {
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
} as const;

/** The geometry of a label map, and where its voxels lie in its chunk's `.bin`. */
export interface StoredLabelMap {
  readonly type: keyof typeof arrays;
  readonly size: Triple;
  readonly spacing: Triple;
  readonly origin: Triple;
  readonly direction: readonly number[];
  /** Structure names by number. */
  readonly names: Readonly<Record<string, string>>;
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Label maps that a segmenter made, without imaging's file formats: voxels are little-endian, x fastest, one raw
 * DEFLATE stream an exam; geometry (LPS, millimetres) is JSON. One `.bin` file a chunk of exams.
 */
export interface LabelMapFile {
  /** Packs one label map (a hundredth of its size, mostly) and keeps it until the file is written. */
  add(labelMap: LabelMap): Promise<StoredLabelMap>;
  /** Writes the `.bin`, whole or not at all. */
  close(): Promise<void>;
}

const fileOf = (chunk: number) => `labels/${pieceName(chunk, 'bin')}`;

export function createLabelMapFile(dir: string, chunk: number): LabelMapFile {
  const path = join(dir, fileOf(chunk));
  const streams: Buffer[] = [];
  let offset = 0;
  return {
    async add({ volume, names }) {
      const { data, size, spacing, origin, direction } = volume;
      const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const packed = await promisify(deflateRaw)(raw, { level: 6 });
      streams.push(packed);
      const type = data.constructor.name as StoredLabelMap['type'];
      const place = { offset, bytes: packed.length };
      offset += packed.length;
      return { type, size, spacing, origin, direction, names: Object.fromEntries(names), ...place };
    },
    async close() {
      await writing(path, () => mkdir(dirname(path), { recursive: true }));
      await writeFileWhole(path, Buffer.concat(streams));
    },
  };
}

/** Reads one label map of a chunk. Throws `TFM_LABELS_CORRUPT`. */
export async function readLabelMap(files: StoredFiles, chunk: number, entry: StoredLabelMap): Promise<LabelMap> {
  const path = fileOf(chunk);
  try {
    const bytes = await promisify(inflateRaw)(await files.read(path, entry.offset, entry.bytes));
    const ArrayType = arrays[entry.type];
    const data: VoxelArray = new ArrayType(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    const { size, spacing, origin, direction, names } = entry;
    if (data.length !== size[0] * size[1] * size[2])
      throw new Error(`${data.length} voxels, where the size is ${size.join(' × ')}`);
    return {
      volume: { data, size, spacing, origin, direction },
      names: new Map(Object.entries(names).map(([number, name]) => [Number(number), name])),
    };
  } catch (cause) {
    throw pipelineErrors.TFM_LABELS_CORRUPT({
      file: files.placeOf(path),
      stage: 'segment',
      message: `The stored label map cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      fix: 'Delete the segment artifact and run again.',
      cause,
    });
  }
}
