import type { PairReader, PairRow, Random } from '@totalfm/core';
import { isLearned } from './pair-sampler.ts';

/** Rows that are read at once. */
const BATCH = 2048;

/** `limit` distinct training pairs that something is learned of, drawn at random where there are more, in the order of storage. */
export async function* vocabularyRows(pairs: PairReader, limit: number, random: Random): AsyncGenerator<PairRow> {
  const { columns } = pairs;
  let count = 0;
  for (let row = 0; row < columns.length; row++) if (isLearned(columns, row)) count++;
  const learned = new Uint32Array(count);
  for (let row = 0, at = 0; row < columns.length; row++) if (isLearned(columns, row)) learned[at++] = row;
  const chosen = drawSorted(learned, limit, random);
  for (let from = 0; from < chosen.length; from += BATCH) yield* await pairs.rows(chosen.subarray(from, from + BATCH));
}

/** Texts that the vocabulary is learned from: all sentences of {@link vocabularyRows}. */
export async function vocabularyTexts(pairs: PairReader, limit: number, random: Random): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { sentences } of vocabularyRows(pairs, limit, random)) texts.push(...sentences);
  return texts;
}

/** `limit` of the items without replacement (the first steps of Fisher–Yates), in their order. */
function drawSorted(items: Uint32Array, limit: number, random: Random): Uint32Array {
  if (items.length <= limit) return items;
  for (let i = 0; i < limit; i++) {
    const j = i + random.integer(items.length - i);
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items.subarray(0, limit).sort();
}
