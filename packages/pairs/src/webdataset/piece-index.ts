import { join } from 'node:path';
import { readStored, writeFileWhole, type StoredFiles, type VolumeRow } from '@totalfm/core';
import { pairErrors } from '../errors.ts';
import { jsonLines, parseLines, textOf } from '../pieces/json-lines.ts';
import { damagedShard, END_BYTES, indexName, shardName } from './shard-names.ts';
import { BLOCK } from './tar-headers.ts';

/** A volume's row, and where its files lie in the shard: offsets of their first bytes. */
export interface StoredRow {
  readonly row: VolumeRow;
  readonly jsonOffset: number;
  readonly jsonBytes: number;
  readonly maskOffset?: number;
  readonly huOffset: number;
  /** First byte after the HU. */
  readonly end: number;
}

/** Writes what a shard holds beside it, so that a table of many shards is made without reading any. */
export async function writePieceIndex(dir: string, piece: number, rows: readonly StoredRow[]): Promise<void> {
  await writeFileWhole(join(dir, indexName(piece)), jsonLines(rows));
}

/** What a shard holds. Throws `TFM_VOLUMES_PIECE_MISSING`, and `TFM_VOLUMES_SHARD` where shard and index do not match. */
export async function readPieceIndex(files: StoredFiles, piece: number): Promise<readonly StoredRow[]> {
  const shard = files.placeOf(shardName(piece));
  const [text, size] = await Promise.all([readStored(files, indexName(piece)), files.size(shardName(piece))]);
  if (!text || size === undefined)
    throw pairErrors.TFM_VOLUMES_PIECE_MISSING({
      file: shard,
      message: `Piece ${piece} of the volume store was never written: ${shard} or its index does not exist.`,
      fix: 'Resume the run: the stage that cuts volumes writes the piece.',
    });
  const rows = parseLines<StoredRow>(textOf(text), (cause) => damagedShard(files.placeOf(indexName(piece)), cause));
  const last = rows.at(-1)?.end ?? 0;
  if (size !== Math.ceil(last / BLOCK) * BLOCK + END_BYTES) throw damagedShard(shard);
  return rows;
}
