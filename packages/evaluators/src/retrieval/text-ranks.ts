import { groupBy, type PairRow } from '@totalfm/core';
import { cosine } from '@totalfm/zero-shot';
import type { EmbeddedPair } from '../embed-splits.ts';

/** A test pair with what its report says of it, as one text. */
export interface DescribedPair extends EmbeddedPair {
  readonly text: string;
}

/** Where the right answer of a query stands. */
export interface QueryRank {
  readonly row: PairRow;
  /** 1 ÷ how many pairs have the same text: a sentence that many reports share counts as one query. */
  readonly weight: number;
  /** From 1; a tie with a wrong answer is half a place. */
  readonly rank: number;
  readonly right: number;
  /** Right and wrong ones. */
  readonly candidates: number;
}

/** What a report says of an organ as one text; undefined where it says nothing. Texts that differ in case and spaces alone are one. */
export function textOf({ sentences }: PairRow): string | undefined {
  const text = sentences.join(' ').replaceAll(/\s+/g, ' ').trim();
  return text === '' ? undefined : text;
}

export const sameText = (text: string): string => text.toLowerCase();

export type TextVector = (text: string) => Float32Array;

/**
 * Text → organ: the text of each pair against all volumes of its part. Every volume with the same text is a right answer, and the
 * first of them is the one that counts.
 */
export function textToOrgan(pairs: readonly DescribedPair[], vectorOf: TextVector): QueryRank[] {
  return [...groupBy(pairs, ({ text }) => sameText(text)).values()].flatMap((same) => {
    const query = vectorOf(same[0].text);
    const right = new Set(same);
    const best = Math.max(...same.map(({ vector }) => cosine(query, vector)));
    const wrong = pairs.filter((pair) => !right.has(pair)).map(({ vector }) => cosine(query, vector));
    const rank = rankAmong(best, wrong);
    return same.map(({ row }) => ({
      ...{ row, rank, weight: 1 / same.length },
      ...{ right: same.length, candidates: pairs.length },
    }));
  });
}

/** Organ → text: each volume against the distinct texts of its part, of which one is right. */
export function organToText(pairs: readonly DescribedPair[], vectorOf: TextVector): QueryRank[] {
  const groups = [...groupBy(pairs, ({ text }) => sameText(text)).values()];
  const texts = groups.map((same) => vectorOf(same[0].text));
  return groups.flatMap((same, right) =>
    same.map(({ row, vector }) => {
      const scores = texts.map((text) => cosine(vector, text));
      const wrong = scores.filter((_, at) => at !== right);
      const rank = rankAmong(scores[right], wrong);
      return { row, rank, weight: 1 / same.length, right: 1, candidates: groups.length };
    }),
  );
}

function rankAmong(score: number, others: readonly number[]): number {
  const above = others.filter((other) => other > score).length;
  const tied = others.filter((other) => other === score).length;
  return 1 + above + tied / 2;
}

/** The chance that a random order has a right answer among its first `k`: 1 − C(wrong, k) / C(candidates, k). */
export function chanceOfRecall({ right, candidates }: Pick<QueryRank, 'right' | 'candidates'>, k: number): number {
  let missed = 1;
  for (let place = 0; place < Math.min(k, candidates); place++)
    missed *= Math.max(candidates - right - place, 0) / (candidates - place);
  return 1 - missed;
}

/** The mean rank of the first right answer in a random order. */
export const chanceOfRank = ({ right, candidates }: Pick<QueryRank, 'right' | 'candidates'>): number =>
  (candidates + 1) / (right + 1);
