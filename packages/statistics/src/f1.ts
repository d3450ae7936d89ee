import { f1Of } from './confusion.ts';
import { forEachTie, type Ranking, type Weights } from './ranking.ts';

/** A case is called positive at or above the threshold. */
export function isPredicted(score: number, threshold: number): boolean {
  return score >= threshold;
}

/**
 * F1 = 2·TP / (2·TP + FP + FN) of the cases called positive at or above `threshold`: 0 where no positive is found, NaN
 * where one of the classes has no weight (like the other statistics, so that their resamples agree).
 */
export function f1Score(ranking: Ranking, threshold: number, weights?: Weights): number {
  let hits = 0;
  let misses = 0;
  let falseAlarms = 0;
  let rejections = 0;
  forEachTie(ranking, weights, (positives, negatives, score) => {
    if (isPredicted(score, threshold)) {
      hits += positives;
      falseAlarms += negatives;
    } else {
      misses += positives;
      rejections += negatives;
    }
  });
  if (hits + misses === 0 || falseAlarms + rejections === 0) return NaN;
  return f1Of({ hits, falseAlarms, misses, rejections });
}
