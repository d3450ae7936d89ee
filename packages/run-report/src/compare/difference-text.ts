import { fewestPatients, isClear, isTested } from '@totalfm/statistics';
import { differenceText, plural, signedDecimal } from '../format.ts';
import type { SharedValues } from './compared-row.ts';
import type { Comparison } from './comparison.ts';
import type { Difference } from './differences.ts';

const untestedTexts = { 'too few': 'too few', alike: 'alike' } as const;

/** `+0.021 (−0.004 to +0.046) *`; without a star where it is not to be marked. */
export function intervalText(difference: Difference, star = ' *'): string {
  if (!isTested(difference)) return `${signedDecimal(difference.value)} (${untestedTexts[difference.untested]})`;
  return `${differenceText(difference)}${isClear(difference) ? star : ''}`;
}

/** `+0.021 *`, `+0.021, too few` */
export function changeText(difference: Difference, star = ' *'): string {
  if (!isTested(difference)) return `${signedDecimal(difference.value)}, ${untestedTexts[difference.untested]}`;
  return `${signedDecimal(difference.value)}${isClear(difference) ? star : ''}`;
}

/** `over 6 findings of 9 exams that all have` */
export const groundText = ({ targets, exams }: SharedValues, unit: string): string =>
  `over ${targets.length} ${targets.length === 1 ? unit : plural(unit)} of ${exams} exams that all have`;

/** How differences were tested, and what they say of seeds: sentences for below a comparison. */
export function howTested({ runs }: Comparison, mark = '*'): readonly string[] {
  const several = runs.filter(({ seeds }) => seeds.length > 1).length;
  return [
    `${mark}: the interval of the paired difference to ${runs[0].name} leaves out 0. Means stand for themselves, at 95 %; what is compared target by target is held together by Holm’s correction within each evaluator and measure, and its intervals are as wide. Below ${fewestPatients} patients of either class: too few. Alike: no exam tells them apart.`,
    several > 0
      ? 'Of several seeds: mean ± standard deviation over seeds; differences know the spread of seeds and of patients.'
      : 'Every column is one seed: a difference is that of these two models, and says nothing of other seeds.',
  ];
}
