import type { CaseScore, CaseStatistic } from '@totalfm/core';
import { auroc, averagePrecision, f1Score, rankCases, type Ranking, type Weights } from '@totalfm/statistics';

/** Scores of one target, ranked once: their statistic for any weights of the patients. NaN where it is not defined. */
export type RankedStatistic = (weights?: Weights) => number;

/** The statistic that a measure names, of the cases that it can be of: those with a class, but for the mean. */
export function rankedStatistic(
  statistic: CaseStatistic,
  cases: readonly CaseScore[],
  unitOf: (patient: string) => number,
): RankedStatistic {
  const ranked = rankCases(
    cases.flatMap(({ patient, score, label, predicted }) => {
      if (statistic === 'mean') return [{ patient, score, label: false }];
      if (label === undefined) return [];
      return statistic === 'f1' ? [{ patient, score: predicted ? 1 : 0, label }] : [{ patient, score, label }];
    }),
    ({ patient }) => unitOf(patient),
  );
  const of = statistics[statistic];
  return (weights) => of(ranked, weights);
}

const statistics: Readonly<Record<CaseStatistic, (ranking: Ranking, weights?: Weights) => number>> = {
  auroc,
  'average-precision': averagePrecision,
  // The cases were called by a threshold of their own run: their score is the call.
  f1: (ranking, weights) => f1Score(ranking, 1, weights),
  mean: weightedMean,
};

function weightedMean({ scores, units }: Ranking, weights?: Weights): number {
  let [sum, total] = [0, 0];
  scores.forEach((score, rank) => {
    const weight = weights ? weights[units[rank]] : 1;
    sum += weight * score;
    total += weight;
  });
  return sum / total;
}
