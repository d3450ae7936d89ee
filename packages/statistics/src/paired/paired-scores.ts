import type { CaseStatistic } from '@totalfm/core';
import { auroc } from '../auroc.ts';
import { averagePrecision } from '../average-precision.ts';
import { f1Score } from '../f1.ts';
import { rankCases } from '../ranking.ts';

export interface PairedCase {
  readonly patient: string;
  /** Absent where cases have no class. */
  readonly label?: boolean;
}

/** Scores by case. Of F1, 1 where the case was called and 0 where not. */
export type ScoreColumn = ArrayLike<number>;

/** Cases of one target that two runs scored, in one order. */
export interface PairedScores {
  readonly cases: readonly PairedCase[];
  readonly one: ScoreColumn;
  readonly other: ScoreColumn;
}

/** A run's statistic; NaN where it is not defined: no case of one of the classes. */
export function statisticOf(statistic: CaseStatistic, cases: readonly PairedCase[], scores: ScoreColumn): number {
  if (statistic === 'mean') return meanOf(Array.from(scores));
  const ranking = rankCases(cases.map(({ label }, index) => ({ score: scores[index], label: label === true })));
  if (statistic === 'f1') return f1Score(ranking, 1);
  return statistic === 'auroc' ? auroc(ranking) : averagePrecision(ranking);
}

/**
 * Scores as mid-ranks, from 0: all that a statistic of ranks sees, whatever the scale. Only on one scale can the scores of two
 * models be exchanged.
 */
export function midRanks(scores: ScoreColumn): Float64Array {
  const order = Array.from(scores, (_, index) => index).sort((a, b) => scores[a] - scores[b]);
  const ranks = new Float64Array(order.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && scores[order[end]] === scores[order[start]]) end++;
    for (let place = start; place < end; place++) ranks[order[place]] = (start + end - 1) / 2;
  }
  return ranks;
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
