import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { resamplePatients } from './bootstrap.ts';
import { differenceEstimator, estimator, resampleSums, type SumStatistic } from './sums.ts';

const random = createRandom('sums');
const exams = Array.from({ length: 60 }, (_, index) => ({
  patient: `p${index >> 1}`,
  terms: [random.integer(4), random.integer(3), random.normal()],
}));
const drawn = resamplePatients(
  exams.map(({ patient }) => patient),
  300,
  1,
);
const cases = exams.map(({ patient, terms }) => ({ unit: drawn.unitOf(patient), terms }));
const ratio: SumStatistic = (sums) => sums[0] / (sums[0] + sums[1]);

describe('sums', () => {
  const sums = resampleSums(cases, drawn);

  it('are those of copies of the cases', () => {
    drawn.weights.slice(0, 5).forEach((counts, index) => {
      const copies = cases.flatMap((one) => Array<typeof one>(counts[one.unit]).fill(one));
      for (const column of [0, 1, 2])
        expect(sums.resampled[index][column]).toBeCloseTo(
          copies.reduce((sum, { terms }) => sum + terms[column], 0),
          9,
        );
    });
  });

  it('give a statistic with its interval, in whatever order the cases come', () => {
    const { value, low, high } = estimator(sums)(ratio)!;
    expect(value).toBe(ratio(sums.all));
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect(estimator(resampleSums(cases.toReversed(), drawn))(ratio)).toEqual({ value, low, high });
  });

  it('say nothing where the statistic is not defined', () => {
    expect(estimator(sums)(() => NaN)).toBeUndefined();
    expect(estimator(resampleSums([], drawn))(ratio)).toBeUndefined();
  });
});

describe('the difference of two', () => {
  const better = cases.map(({ unit, terms: [hits, misses, rest] }) => ({ unit, terms: [hits + 1, misses, rest] }));
  const [one, other] = [resampleSums(better, drawn), resampleSums(cases, drawn)];

  it('is nothing between equals, and changes its sign with their order', () => {
    expect(differenceEstimator(other, other)(ratio)).toEqual({ value: 0, low: 0, high: 0 });
    const [up, down] = [differenceEstimator(one, other)(ratio)!, differenceEstimator(other, one)(ratio)!];
    expect(up.value).toBe(-down.value);
    expect(up.low).toBeCloseTo(-down.high, 12);
  });

  it('has a narrower interval than either, being paired', () => {
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expect(width(differenceEstimator(one, other)(ratio)!)).toBeLessThan(width(estimator(other)(ratio)!));
  });
});
