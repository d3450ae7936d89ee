import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type OrganPair, type PairRow, throwIfAborted, type Triple, writeFileWhole } from '@totalfm/core';
import { diskError, encodeNpy } from '@totalfm/imaging';
import { pack } from 'tar-stream';
import { pairErrors } from '../errors.ts';
import { packBits } from './packed-mask.ts';
import { tarEntries, type TarEntry } from './tar-headers.ts';

export const shardName = (piece: number): string => `pairs-${String(piece).padStart(6, '0')}.tar`;

/** A pair's row, and where its voxels lie in the shard. */
export interface StoredPair {
  readonly row: PairRow;
  readonly size: Triple;
  readonly piece: number;
  /** First bytes of the two `.npy` files. */
  readonly huOffset: number;
  readonly maskOffset?: number;
}

/**
 * Writes pairs as one uncompressed tar in WebDataset's naming: `<key>.json` (the row and `size`), `<key>.mask.npy`
 * (`numpy.packbits` of the mask) and `<key>.hu.npy` (int16, [z, y, x]). The same pairs give the same bytes.
 */
export async function writeShard(
  dir: string,
  piece: number,
  pairs: readonly OrganPair[],
  signal?: AbortSignal,
): Promise<void> {
  await writeFileWhole(join(dir, shardName(piece)), shardBytes(pairs, signal));
}

async function* shardBytes(pairs: readonly OrganPair[], signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for (const pair of pairs) {
    throwIfAborted(signal);
    const archive = pack();
    for (const [name, contents] of filesOf(pair))
      archive.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, contents);
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
    // Each archive ends in two blocks of zeros: those of all but the last are left out.
    const bytes = Buffer.concat(chunks);
    yield bytes.subarray(0, bytes.length - END_BYTES);
  }
  yield Buffer.alloc(END_BYTES);
}

const END_BYTES = 1024;

function filesOf({ row, volume }: OrganPair): ReadonlyArray<readonly [string, Buffer]> {
  const [x, y, z] = volume.size;
  const { mask } = volume;
  return [
    [`${row.key}.json`, Buffer.from(JSON.stringify({ ...row, size: volume.size }))],
    ...(mask ? [[`${row.key}.mask.npy`, encodeNpy(packBits(mask))] as const] : []),
    [`${row.key}.hu.npy`, encodeNpy(volume.hu, [z, y, x])],
  ];
}

/** Every pair of a shard, by its headers and rows; voxels are stepped over. Throws `TFM_PAIRS_PIECE_MISSING`, `TFM_PAIRS_SHARD`. */
export async function scanShard(dir: string, piece: number, signal?: AbortSignal): Promise<readonly StoredPair[]> {
  const file = join(dir, shardName(piece));
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw diskError(cause, file);
    throw pairErrors.TFM_PAIRS_PIECE_MISSING({
      file,
      cause,
      message: `Piece ${piece} of the pair store was never written: ${file} does not exist.`,
      fix: 'Resume the run: the `pair` stage writes the piece.',
    });
  });
  try {
    const end = (await handle.stat()).size;
    const read = windowed(async (offset, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    });
    const pairs: StoredPair[] = [];
    let files: Partial<Record<'json' | 'mask.npy' | 'hu.npy', TarEntry>> = {};
    for await (const entry of tarEntries(read)) {
      throwIfAborted(signal);
      if (!entry || entry.offset + entry.bytes > end) throw damaged(file);
      const kind = /\.(json|mask\.npy|hu\.npy)$/.exec(entry.name)?.[1] as keyof typeof files | undefined;
      if (!kind) throw damaged(file);
      files = { ...files, [kind]: entry };
      if (kind !== 'hu.npy') continue;
      if (!files.json) throw damaged(file);
      const { size, ...row } = JSON.parse(
        (await read(files.json.offset, files.json.bytes)).toString('utf8'),
      ) as PairRow & { size: Triple };
      pairs.push({
        row,
        size,
        piece,
        huOffset: entry.offset,
        ...(files['mask.npy'] && { maskOffset: files['mask.npy'].offset }),
      });
      files = {};
    }
    return pairs;
  } finally {
    await handle.close();
  }
}

const WINDOW = 1 << 14;

/** Reads through a window, so that the headers and the row of a pair are one read of the disk. */
function windowed(read: (offset: number, length: number) => Promise<Buffer>) {
  let [start, held]: [number, Buffer] = [0, Buffer.alloc(0)];
  return async (offset: number, length: number): Promise<Buffer> => {
    if (offset < start || offset + length > start + held.length)
      [start, held] = [offset, await read(offset, Math.max(length, WINDOW))];
    return held.subarray(offset - start, offset - start + length);
  };
}

export const damaged = (file: string) =>
  pairErrors.TFM_PAIRS_SHARD({
    file,
    message: `${file} is truncated or damaged.`,
    fix: 'Remove the artifact that holds it and resume: the `pair` stage writes it again.',
  });
