import type { PairReader } from './contracts/pair-store.ts';
import { splits, type Split } from './domain/exam.ts';
import type { PairRow } from './domain/organ-pair.ts';
import { throwIfAborted } from './errors.ts';

/** Rows that are read at once. */
const BATCH = 2048;

/** Places of the rows of a split, in the order of storage. */
export function rowsOf({ columns }: PairReader, split: Split): readonly number[] {
  const number = splits.indexOf(split);
  const places: number[] = [];
  columns.split.forEach((of, place) => of === number && places.push(place));
  return places;
}

/** Whole rows in the order asked for, read in batches, so that no more than a batch is held. */
export async function* readRows(
  reader: PairReader,
  indices: readonly number[],
  signal?: AbortSignal,
): AsyncGenerator<{ readonly index: number; readonly row: PairRow }> {
  for (let from = 0; from < indices.length; from += BATCH) {
    throwIfAborted(signal);
    const batch = indices.slice(from, from + BATCH);
    const rows = await reader.rows(batch);
    for (let place = 0; place < batch.length; place++) yield { index: batch[place], row: rows[place] };
  }
}
