import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted, writeFileWhole, type StoredVolume, type VolumeRow } from '@totalfm/core';
import { encodeNpy } from '@totalfm/imaging';
import { pack } from 'tar-stream';
import { packBits } from './packed-mask.ts';
import { writePieceIndex, type StoredRow } from './piece-index.ts';
import { END_BYTES, indexName, shardName } from './shard-names.ts';
import { tarEntries } from './tar-headers.ts';

/** Bytes that are written at once: small volumes would wait for the disk one by one. */
const PART = 1 << 20;

/**
 * Writes volumes as one uncompressed tar in WebDataset's naming: `<key>.json` (the row), `<key>.mask.npy` (`numpy.packbits` of
 * the mask) and `<key>.hu.npy` (int16, [z, y, x]); then its index. The same volumes give the same bytes.
 */
export async function writeShard(
  dir: string,
  piece: number,
  volumes: readonly StoredVolume[],
  signal?: AbortSignal,
): Promise<void> {
  const rows: StoredRow[] = [];
  // Without its index a shard does not count: an index is never beside a shard that it does not describe.
  await rm(join(dir, indexName(piece)), { force: true });
  await writeFileWhole(join(dir, shardName(piece)), shardBytes(volumes, rows, signal));
  await writePieceIndex(dir, piece, rows);
}

async function* shardBytes(
  volumes: readonly StoredVolume[],
  rows: StoredRow[],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let start = 0;
  let held: Uint8Array[] = [];
  let bytesHeld = 0;
  for (const stored of volumes) {
    throwIfAborted(signal);
    const archive = pack();
    const row = rowOf(stored.row);
    for (const [name, contents] of filesOf({ ...stored, row }))
      archive.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, contents);
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    rows.push(placedRow(row, bytes, start));
    // The end marks of all but the last are left out.
    const length = bytes.length - END_BYTES;
    start += length;
    held.push(bytes.subarray(0, length));
    bytesHeld += length;
    if (bytesHeld < PART) continue;
    yield Buffer.concat(held);
    [held, bytesHeld] = [[], 0];
  }
  yield Buffer.concat([...held, Buffer.alloc(END_BYTES)]);
}

function placedRow(row: VolumeRow, archive: Buffer, start: number): StoredRow {
  const entries = tarEntries(archive);
  const [json, hu] = [entries[0], entries[entries.length - 1]];
  return {
    row,
    jsonOffset: start + json.offset,
    jsonBytes: json.bytes,
    ...(entries.length > 2 && { maskOffset: start + entries[1].offset }),
    huOffset: start + hu.offset,
    end: start + hu.offset + hu.bytes,
  };
}

function filesOf({ row, volume }: StoredVolume): ReadonlyArray<readonly [string, Buffer]> {
  const [x, y, z] = volume.size;
  const { mask } = volume;
  return [
    [`${row.key}.json`, Buffer.from(JSON.stringify(row))],
    ...(mask ? [[`${row.key}.mask.npy`, encodeNpy(packBits(mask))] as const] : []),
    [`${row.key}.hu.npy`, encodeNpy(volume.hu, [z, y, x])],
  ];
}

/** Its fields in one order, so that equal rows are equal bytes. */
function rowOf({ key, exam, organ, side, size, extentMm, organExtentMm, organMl, ...rest }: VolumeRow): VolumeRow {
  const { structures, cutBy, doubts, sourceSpacing, originMm, phase, segmenter } = rest;
  const part = { organ, ...(side && { side }) };
  const measured = {
    size,
    extentMm,
    organExtentMm,
    organMl,
    ...(structures && { structures }),
    cutBy,
    doubts,
    sourceSpacing,
  };
  return { key, exam, ...part, ...measured, ...(originMm && { originMm }), ...(phase && { phase }), segmenter };
}
