import { forEachTie, support, type Ranking } from './ranking.ts';

export interface PrecisionRecallPoint {
  readonly recall: number;
  readonly precision: number;
  /** Cases at or above it are called positive. */
  readonly threshold: number;
}

/** Precision over recall, one point for each distinct score, from the highest score to the lowest. Empty where one of the classes has no case. */
export function precisionRecallCurve(ranking: Ranking): PrecisionRecallPoint[] {
  const { positives, negatives } = support(ranking);
  if (positives === 0 || negatives === 0) return [];
  const points: PrecisionRecallPoint[] = [];
  let [hits, called] = [0, 0];
  forEachTie(ranking, undefined, (tiedPositives, tiedNegatives, threshold) => {
    hits += tiedPositives;
    called += tiedPositives + tiedNegatives;
    points.push({ recall: hits / positives, precision: hits / called, threshold });
  });
  return points;
}
