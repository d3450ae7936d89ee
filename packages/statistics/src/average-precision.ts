import { forEachTie, type Ranking, type Weights } from './ranking.ts';

/**
 * Average precision: `Σ (recall_n − recall_{n−1}) · precision_n` over the distinct scores, without interpolation
 * (scikit-learn's definition). A useless score gets the prevalence. NaN where one of the classes has no weight.
 */
export function averagePrecision(ranking: Ranking, weights?: Weights): number {
  let positives = 0;
  let negatives = 0;
  let sum = 0;
  forEachTie(ranking, weights, (tiedPositives, tiedNegatives) => {
    positives += tiedPositives;
    negatives += tiedNegatives;
    if (tiedPositives > 0) sum += (tiedPositives * positives) / (positives + negatives);
  });
  return negatives > 0 ? sum / positives : NaN;
}
