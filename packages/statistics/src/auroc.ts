import { forEachTie, type Ranking, type Weights } from './ranking.ts';

/**
 * Area under the ROC curve as the Mann–Whitney statistic: the chance that a positive case scores higher than a negative
 * one, a tie counting half. NaN where one of the classes has no weight.
 */
export function auroc(ranking: Ranking, weights?: Weights): number {
  let positives = 0;
  let negatives = 0;
  let wins = 0;
  forEachTie(ranking, weights, (tiedPositives, tiedNegatives) => {
    wins += tiedNegatives * (positives + tiedPositives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
  });
  return wins / (positives * negatives);
}
