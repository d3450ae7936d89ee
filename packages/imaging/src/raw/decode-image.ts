import { throwIfAborted, voxelCount, type ReadVolumeOptions, type Volume, type VolumeGeometry } from '@totalfm/core';
import { imagingErrors } from '../errors.ts';
import { decodeVoxels } from './decode-voxels.ts';
import { badHeader } from './image-errors.ts';
import { readRaw, type RawPlace } from './read-raw.ts';
import type { VoxelType } from './voxel-types.ts';

/** An image file of one grid, as a text header describes it. */
export interface ImageLayout {
  readonly geometry: VolumeGeometry;
  readonly type: VoxelType;
  readonly littleEndian: boolean;
  /** Volumes on the grid, and whether their values are interleaved voxel by voxel, or follow one another. */
  readonly frames: number;
  readonly interleaved: boolean;
  readonly data: Omit<RawPlace, 'skip' | 'bytes'>;
}

/** Reads one volume; `frame` chooses among several, which is needed where there are several. */
export async function decodeImage(layout: ImageLayout, options: ReadVolumeOptions = {}): Promise<Volume> {
  const { geometry, type, littleEndian, frames, interleaved, data } = layout;
  const frame = frameOf(layout, options.frame);
  const voxels = voxelCount(geometry.size);
  const bytes = voxels * type.bytes;
  const place = interleaved ? { ...data, skip: 0, bytes: bytes * frames } : { ...data, skip: bytes * frame, bytes };
  const stored = await readRaw(place, options.signal);
  throwIfAborted(options.signal);
  const own = interleaved && frames > 1 ? everyNth(stored, type.bytes, frames, frame) : stored;
  return { data: decodeVoxels(own, type, { littleEndian, slope: 1, intercept: 0 }), ...geometry };
}

function frameOf({ frames, data: { file } }: ImageLayout, asked?: number): number {
  if (asked === undefined ? frames === 1 : Number.isInteger(asked) && asked >= 0 && asked < frames) return asked ?? 0;
  const wanted = asked === undefined ? 'one is needed' : `volume ${asked} of them was asked for`;
  throw imagingErrors.TFM_IMAGE_DIMENSIONS({
    file,
    message: `${file} holds ${frames} volumes; ${wanted}.`,
    fix: 'Extract one volume from the series, or one channel, and use that.',
  });
}

function everyNth(stored: ArrayBuffer, bytes: number, count: number, first: number): ArrayBuffer {
  const [from, out] = [new Uint8Array(stored), new Uint8Array(stored.byteLength / count)];
  for (let to = 0, at = first * bytes; to < out.length; to += bytes, at += bytes * count)
    for (let byte = 0; byte < bytes; byte++) out[to + byte] = from[at + byte];
  return out.buffer;
}

/** What the format NRRD allows. */
const MOST_DIMENSIONS = 16;

/** Throws where an edge is not a whole number of 1 or more, or where the voxels could not be counted. */
export function checkSize(file: string, edges: readonly number[]): void {
  if (edges.length > MOST_DIMENSIONS) throw badHeader(file, `it has ${edges.length} dimensions.`);
  const product = edges.reduce((count, edge) => count * edge, 1);
  if (edges.length > 0 && edges.every((edge) => Number.isInteger(edge) && edge >= 1) && product < 2 ** 40) return;
  throw badHeader(file, `its dimensions are ${edges.join(' × ')}.`);
}
