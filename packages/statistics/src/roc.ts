import { forEachTie, support, type Ranking } from './ranking.ts';

export interface RocPoint {
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
  /** Cases at or above it are called positive. */
  readonly threshold: number;
}

/** The ROC curve, one point for each distinct score, from (0, 0) to (1, 1). Empty where one of the classes has no case. */
export function rocCurve(ranking: Ranking): RocPoint[] {
  const { positives, negatives } = support(ranking);
  if (positives === 0 || negatives === 0) return [];
  const points: RocPoint[] = [{ falsePositiveRate: 0, truePositiveRate: 0, threshold: Infinity }];
  let hits = 0;
  let falseAlarms = 0;
  forEachTie(ranking, undefined, (tiedPositives, tiedNegatives, threshold) => {
    hits += tiedPositives;
    falseAlarms += tiedNegatives;
    points.push({ falsePositiveRate: falseAlarms / negatives, truePositiveRate: hits / positives, threshold });
  });
  return points;
}
