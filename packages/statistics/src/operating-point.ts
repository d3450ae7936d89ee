import { isPredicted } from './f1.ts';
import { forEachTie, type Ranking, type Weights } from './ranking.ts';

/**
 * The lowest threshold at which at least `specificity` of the negatives are below it: half way between the scores that it separates, as
 * for {@link bestF1Threshold}. Undefined without a case of either class, and where the highest
 * score alone calls too many negatives. Give it validation scores only.
 */
export function thresholdAtSpecificity(ranking: Ranking, specificity: number): number | undefined {
  const groups: { score: number; negatives: number }[] = [];
  let [positives, negatives] = [0, 0];
  forEachTie(ranking, undefined, (tiedPositives, tiedNegatives, score) => {
    groups.push({ score, negatives: tiedNegatives });
    positives += tiedPositives;
    negatives += tiedNegatives;
  });
  if (positives === 0 || negatives === 0) return undefined;
  // A rounding error must not cost a case: 0.1 · 10 negatives are one.
  let allowed = negatives * (1 - specificity) + 1e-9;
  const stop = groups.findIndex((group) => (allowed -= group.negatives) < 0);
  if (stop < 0) return groups[groups.length - 1].score;
  return stop === 0 ? undefined : (groups[stop].score + groups[stop - 1].score) / 2;
}

/** Share of positives that are called; NaN where there is none. */
export const sensitivityAt = (ranking: Ranking, threshold: number, weights?: Weights): number =>
  calledShare(ranking, threshold, weights, (positives) => positives);

/** Share of negatives that are not called; NaN where there is none. */
export const specificityAt = (ranking: Ranking, threshold: number, weights?: Weights): number =>
  1 - calledShare(ranking, threshold, weights, (_, negatives) => negatives);

function calledShare(
  ranking: Ranking,
  threshold: number,
  weights: Weights | undefined,
  of: (positives: number, negatives: number) => number,
): number {
  let [called, all] = [0, 0];
  forEachTie(ranking, weights, (positives, negatives, score) => {
    const weight = of(positives, negatives);
    all += weight;
    if (isPredicted(score, threshold)) called += weight;
  });
  return called / all;
}
