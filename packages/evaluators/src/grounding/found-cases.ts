import { createRandom } from '@totalfm/core';
import { bestF1Threshold, rankCases } from '@totalfm/statistics';
import type { FindingOfOrgan, FindingScorer } from '@totalfm/zero-shot';
import type { EvaluationPairs } from '../embed-splits.ts';
import { examCases } from '../exam-cases.ts';
import { answersOf } from '../findings.ts';
import type { FoundCase } from './ground-case.ts';

/** Found cases of a finding, or why there is none. */
export type Found =
  | {
      readonly threshold: number;
      readonly thresholdFrom: 'validation' | 'default';
      readonly cases: readonly FoundCase[];
    }
  | { readonly reason: string };

/** Half way between prompts that state a finding and those that deny it. */
const neutralThreshold = 0;

/**
 * Pairs of scored exams that have a finding with a score above the threshold that validation exams choose, as the evaluator `findings`
 * does: at most `most` of them, drawn by the seed. Masks in doubt are left out, for by them one cannot erase.
 */
export function findCases(
  { finding: { id, grade } }: FindingOfOrgan,
  { scored, validation }: EvaluationPairs,
  scorer: FindingScorer,
  { most, seed }: { readonly most: number; readonly seed: number },
): Found {
  const chosen = bestF1Threshold(rankCases(examCases(answersOf(validation, id, scorer), 'part')));
  const threshold = chosen ?? neutralThreshold;
  const indices = new Map(scored.map(({ index, row }) => [row, index]));
  const present = answersOf(scored, id, scorer).filter(({ label, row }) => {
    return label.state === 'present' && row.doubts.length === 0;
  });
  const found = present.filter(({ score }) => score > threshold);
  if (present.length === 0) return { reason: 'no scored pair with a mask that is not in doubt has it' };
  if (found.length === 0) return { reason: `of ${present.length} scored pairs that have it none was found` };
  const random = createRandom(seed).fork(`grounding/${id}`);
  const drawn = found.map((one) => ({ one, at: random.next() })).sort((a, b) => a.at - b.at);
  const some = drawn.slice(0, most).map(({ one: { row, score } }): FoundCase => {
    // A change of the whole organ has no place of its own, whatever point the truth names.
    const places = grade === 'whole-organ' ? [] : (row.truePlaces ?? []).filter(({ finding }) => finding === id);
    return { index: indices.get(row)!, row, finding: id, score, threshold, places };
  });
  const cases = some.sort((a, b) => a.index - b.index);
  return { threshold, thresholdFrom: chosen === undefined ? 'default' : 'validation', cases };
}
