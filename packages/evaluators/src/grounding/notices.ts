import type { TotalFmError } from '@totalfm/core';
import { evaluatorErrors } from '../errors.ts';
import type { TriedCase } from './tried.ts';

/** What a reader has to know beside the numbers, by code. */
export function noticesOf(cases: readonly TriedCase[]): readonly TotalFmError[] {
  if (cases.length === 0)
    return [
      evaluatorErrors.TFM_EVALUATE_NOTHING_FOUND({
        component: 'grounding',
        message:
          'No finding that is there has a score above the threshold in a test pair with a mask that is not in doubt.',
        fix: 'Look at `findings` in metrics.json: train until something is found, or score more exams.',
      }),
    ];
  const empty = cases.filter(({ grounded }) => grounded.emptyMap);
  const places = cases.some(({ grounded }) => grounded.chance);
  return [
    ...(places
      ? []
      : [
          evaluatorErrors.TFM_EVALUATE_NO_PLACES({
            component: 'grounding',
            message:
              'No truth places a found lesion in its volume: organs are erased and turned round, and no heat map is made.',
            fix: 'Score a cohort whose truth has `centreMm`, or cut and pair again where an earlier version did.',
          }),
        ]),
    ...(empty.length === 0
      ? []
      : [
          evaluatorErrors.TFM_EVALUATE_EMPTY_HEAT_MAP({
            component: 'grounding',
            message: `${empty.length} heat maps are empty, and count as misses: ${listed(empty)}.`,
            fix: 'Look at these pairs: the score rests on what no single block shows, such as size, or `blocks` are too small.',
          }),
        ]),
  ];
}

const mostNamed = 8;

const listed = (cases: readonly TriedCase[]) =>
  cases
    .slice(0, mostNamed)
    .map(({ found }) => `${found.finding} in ${found.row.key}`)
    .concat(cases.length > mostNamed ? ['…'] : [])
    .join(', ');
