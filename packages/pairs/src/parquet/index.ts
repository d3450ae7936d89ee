import { mkdir } from 'node:fs/promises';
import { defineComponent, throwIfAborted, tokens, writing, type PairStore } from '@totalfm/core';
import { z } from 'zod';
import { pairErrors } from '../errors.ts';
import { onceEach } from '../pieces/once-each.ts';
import { readAhead } from '../pieces/read-ahead.ts';
import { removeLeftovers } from '../pieces/remove-leftovers.ts';
import { writePairTable, type PlacedPair } from './pair-table.ts';
import { readPairPiece, writePairPiece } from './piece.ts';
import { openPairs } from './reader.ts';

/**
 * A table of pairs: `pairs.parquet`, everything that is said of each volume, for sampling and for people, and beside it the rows
 * as JSON Lines, one file for each piece, which single rows are read from. Python reads both.
 */
export function createParquetPairs(): PairStore {
  return {
    async writePiece(dir, piece, rows, signal) {
      throwIfAborted(signal);
      await writing(dir, () => mkdir(dir, { recursive: true }));
      await writePairPiece(dir, piece, rows);
    },
    async finish(dir, pieces, count, signal) {
      const check = onceEach((row, message) =>
        pairErrors.TFM_PAIRS_DUPLICATE({
          file: dir,
          exam: row.exam,
          organ: row.organ,
          message,
          fix: 'Give every exam of the cohort an id of its own.',
        }),
      );
      async function* batches(): AsyncGenerator<readonly PlacedPair[]> {
        for await (const { piece, contents } of readAhead(count, (one) => readPairPiece(pieces, one), signal)) {
          for (const { row } of contents) check(row, piece);
          yield contents;
        }
      }
      await writing(dir, () => mkdir(dir, { recursive: true }));
      await writePairTable(dir, batches());
      await removeLeftovers(dir);
    },
    async open(files, volumes, signal) {
      throwIfAborted(signal);
      return openPairs(files, volumes);
    },
  };
}

export const parquetPairs = defineComponent({
  provides: tokens.PairStore,
  id: 'parquet',
  description: 'A Parquet table of all pairs, and their rows as JSON Lines.',
  options: z.strictObject({}),
  create: () => createParquetPairs(),
});
