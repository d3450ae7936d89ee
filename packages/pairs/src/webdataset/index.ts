import { mkdir } from 'node:fs/promises';
import { defineComponent, throwIfAborted, tokens, writing, type VolumeStore } from '@totalfm/core';
import { z } from 'zod';
import { pairErrors } from '../errors.ts';
import { onceEach } from '../pieces/once-each.ts';
import { readAhead } from '../pieces/read-ahead.ts';
import { removeLeftovers } from '../pieces/remove-leftovers.ts';
import { readPieceIndex } from './piece-index.ts';
import { openVolumes } from './reader.ts';
import { writeShard } from './shard.ts';
import { writeVolumeTable, type PlacedRow } from './volume-table.ts';

/**
 * A volume store of tar shards in WebDataset's naming, one for each piece with an index beside it, and `volumes.parquet`, a
 * table of all rows with the place of every volume. Python reads all of it:
 * `webdataset.WebDataset('volumes-{000000..000041}.tar').decode()`, and DuckDB, pandas or Polars for the table.
 */
export function createWebDataset(): VolumeStore {
  return {
    async writePiece(dir, piece, volumes, signal) {
      throwIfAborted(signal);
      await writing(dir, () => mkdir(dir, { recursive: true }));
      await writeShard(dir, piece, volumes, signal);
    },
    async finish(dir, pieces, count, signal) {
      const check = onceEach((row, message) =>
        pairErrors.TFM_VOLUMES_DUPLICATE({
          file: dir,
          exam: row.exam,
          organ: row.organ,
          message,
          fix: 'Give every exam of the cohort an id of its own.',
        }),
      );
      async function* batches(): AsyncGenerator<readonly PlacedRow[]> {
        for await (const { piece, contents } of readAhead(count, (one) => readPieceIndex(pieces, one), signal)) {
          for (const { row } of contents) check(row, piece);
          yield contents.map((stored) => ({ ...stored, piece }));
        }
      }
      await writing(dir, () => mkdir(dir, { recursive: true }));
      await writeVolumeTable(dir, count, batches());
      await removeLeftovers(dir);
    },
    async open(files, signal) {
      throwIfAborted(signal);
      return openVolumes(files);
    },
    async readPiece(files, piece, signal) {
      throwIfAborted(signal);
      return (await readPieceIndex(files, piece)).map(({ row }) => row);
    },
  };
}

export const webDataset = defineComponent({
  provides: tokens.VolumeStore,
  id: 'webdataset',
  description: 'Tar shards of volumes in WebDataset’s naming, and a Parquet table of all volumes.',
  options: z.strictObject({}),
  create: () => createWebDataset(),
});
