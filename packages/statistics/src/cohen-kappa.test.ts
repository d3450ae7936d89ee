import { expect, it } from 'vitest';
import { cohenKappa } from './cohen-kappa.ts';

const table = (counts: readonly (readonly [string, string, number])[]) =>
  counts.flatMap(([one, other, count]) => Array.from({ length: count }, () => [one, other] as const));

// The worked example of the usual textbooks: 20 and 15 agreements, 5 and 10 disagreements, κ = 0.40.
it('is the textbook’s', () =>
  expect(
    cohenKappa(
      table([
        ['yes', 'yes', 20],
        ['yes', 'no', 5],
        ['no', 'yes', 10],
        ['no', 'no', 15],
      ]),
    ),
  ).toBeCloseTo(0.4, 12));
// scikit-learn: cohen_kappa_score([2,0,2,2,0,1],[0,0,2,2,0,2]) = 0.42857142857142855
it('is scikit-learn’s for three categories', () =>
  expect(
    cohenKappa([
      ['2', '0'],
      ['0', '0'],
      ['2', '2'],
      ['2', '2'],
      ['0', '0'],
      ['1', '2'],
    ]),
  ).toBeCloseTo(0.428571428571, 10));
it('is 1 for the same, below 0 for the opposite, unknown for one thing only', () => {
  expect(
    cohenKappa([
      ['a', 'a'],
      ['b', 'b'],
    ]),
  ).toBe(1);
  expect(
    cohenKappa([
      ['a', 'b'],
      ['b', 'a'],
    ]),
  ).toBe(-1);
  expect(cohenKappa([['a', 'a']])).toBeUndefined();
  expect(cohenKappa([])).toBeUndefined();
});
