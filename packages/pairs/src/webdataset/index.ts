import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { defineComponent, throwIfAborted, tokens, type PairStore } from '@totalfm/core';
import { diskError } from '@totalfm/imaging';
import { z } from 'zod';
import { pairErrors } from '../errors.ts';
import { openStore } from './reader.ts';
import { scanShard, writeShard } from './shard.ts';
import { tableWriter } from './table.ts';

/**
 * A pair store of tar shards in WebDataset's naming, one for each piece, and `pairs.parquet`, a table of all rows with
 * the place of every volume. The shards alone are the store: the table is made from them. Python reads both:
 * `webdataset.WebDataset('pairs-{000000..000041}.tar').decode()`, and DuckDB, pandas or Polars for the table.
 */
export function createWebDataset(): PairStore {
  return {
    async writePiece(dir, piece, pairs, signal) {
      throwIfAborted(signal);
      try {
        await mkdir(dir, { recursive: true });
      } catch (error) {
        throw diskError(error, dir);
      }
      await writeShard(dir, piece, pairs, signal);
    },
    async finish(dir, pieces, signal) {
      const table = tableWriter(dir);
      const keys = new Set<string>();
      for (let piece = 0; piece < pieces; piece++) {
        const pairs = await scanShard(dir, piece, signal);
        for (const { row } of pairs) {
          if (keys.has(row.key))
            throw pairErrors.TFM_PAIRS_DUPLICATE({
              file: dir,
              exam: row.exam,
              organ: row.organ,
              message: `Two pairs have the key ${row.key}.`,
              fix: 'Give every exam of the cohort an id of its own.',
            });
          keys.add(row.key);
        }
        table.add(pairs);
      }
      await table.finish();
      // What a killed run left behind would make two equal stores differ.
      for (const name of await readdir(dir)) if (name.endsWith('.tmp')) await rm(join(dir, name), { force: true });
    },
    async open(dir, signal) {
      throwIfAborted(signal);
      return openStore(dir);
    },
  };
}

export const webDataset = defineComponent({
  provides: tokens.PairStore,
  id: 'webdataset',
  description: 'Tar shards of volumes in WebDataset’s naming, and a Parquet table of all pairs.',
  options: z.strictObject({}),
  create: () => createWebDataset(),
});
