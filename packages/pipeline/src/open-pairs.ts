import type { PairReader, PairRow, Split } from '@totalfm/core';
import type { Artifact, Container } from '@totalfm/runtime';
import { pairStoreDir } from './stages/pair.ts';

/** Opens the pairs of a pair artifact. Close it after use. */
export async function openPairs(
  container: Container,
  pair: Pick<Artifact, 'dir'>,
  signal?: AbortSignal,
): Promise<PairReader> {
  const store = await container.get('store');
  return store.open(pairStoreDir(pair.dir), signal);
}

/** The same pairs, all in the test split but those of exams whose split is given: a model has already seen them. */
export function asTests(pairs: PairReader, seen: ReadonlyMap<string, Split> = new Map()): PairReader {
  const placed = (row: PairRow): PairRow => ({ ...row, split: seen.get(row.exam) ?? 'test' });
  return {
    rows: pairs.rows.map(placed),
    volume: (index) => pairs.volume(index),
    async *stream(signal) {
      for await (const { row, volume } of pairs.stream(signal)) yield { row: placed(row), volume };
    },
    close: () => pairs.close(),
  };
}
