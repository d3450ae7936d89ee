import { forEachTie, type Ranking, type Weights } from './ranking.ts';

/**
 * The threshold with the best F1: half way between the two neighbouring scores that it separates, so that unseen scores
 * near either fall on the likelier side. Of thresholds with equal F1 the highest is taken: the fewest cases called
 * positive. Where calling every case positive is best, it is the lowest score. Undefined where one of the classes has
 * no case: there is nothing to choose by.
 *
 * Give it validation scores only. A threshold chosen on the scores that it is then measured on flatters.
 */
export function bestF1Threshold(ranking: Ranking, weights?: Weights): number | undefined {
  const groups: { score: number; positives: number; negatives: number }[] = [];
  forEachTie(ranking, weights, (positives, negatives, score) => void groups.push({ score, positives, negatives }));
  const total = groups.reduce((sum, group) => sum + group.positives, 0);
  if (total === 0 || groups.every(({ negatives }) => negatives === 0)) return undefined;

  let best = { f1: -1, threshold: Infinity };
  let hits = 0;
  let called = 0;
  groups.forEach((group, index) => {
    hits += group.positives;
    called += group.positives + group.negatives;
    const f1 = (2 * hits) / (called + total);
    const below = groups[index + 1];
    if (f1 > best.f1) best = { f1, threshold: below ? (group.score + below.score) / 2 : group.score };
  });
  return best.threshold;
}
