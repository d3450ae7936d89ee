import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, writeFileWhole, type VolumeRow } from '@totalfm/core';
import { diskError } from '@totalfm/imaging';
import { pairErrors } from '../errors.ts';
import { jsonLines, parseLines } from '../pieces/json-lines.ts';
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
export async function readPieceIndex(dir: string, piece: number): Promise<readonly StoredRow[]> {
  const [index, shard] = [join(dir, indexName(piece)), join(dir, shardName(piece))];
  const [text, { size }] = await Promise.all([readFile(index, 'utf8'), stat(shard)]).catch((cause: unknown) => {
    if (systemCode(cause) !== 'ENOENT') throw diskError(cause, index);
    throw pairErrors.TFM_VOLUMES_PIECE_MISSING({
      file: shard,
      cause,
      message: `Piece ${piece} of the volume store was never written: ${shard} or its index does not exist.`,
      fix: 'Resume the run: the stage that cuts volumes writes the piece.',
    });
  });
  const rows = parseLines<StoredRow>(text, (cause) => damagedShard(index, cause));
  const last = rows.at(-1)?.end ?? 0;
  if (size !== Math.ceil(last / BLOCK) * BLOCK + END_BYTES) throw damagedShard(shard);
  return rows;
}
