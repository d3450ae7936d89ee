import { describe, expect, it } from 'vitest';
import { aurocScoreInterval, estimateOfCases, wilsonInterval } from '../score-intervals.ts';
import reference from '../test-support/paired-reference.json';
import { exchangeScores } from './exchanges.ts';
import { halfSamples } from './half-samples.ts';
import { holm } from './holm.ts';
import { drawDifference } from './paired-difference.ts';

describe('reference values, whose file says how they were made', () => {
  const halves = halfSamples(
    reference.cases.map(({ patient }) => patient),
    1,
  );

  it.each(['auroc', 'average-precision', 'f1', 'mean'] as const)(
    'p of %s is that of all 16,384 exchanges of 14 patients',
    (statistic) => {
      const [one, other] =
        statistic === 'f1'
          ? [reference.cases.map((each) => each.calledByOne), reference.cases.map((each) => each.calledByOther)]
          : [reference.cases.map((each) => each.one), reference.cases.map((each) => each.other)];
      const exchanges = exchangeScores(statistic, { cases: reference.cases, one: [one], other: [other] }, halves)!;
      const { difference, p } = reference.statistics[statistic];
      expect(exchanges.value).toBeCloseTo(difference, 9);
      const drawn = drawDifference(exchanges, halves);
      const own = 'p' in drawn ? drawn.p : 1;
      // Five standard errors of a share of 4,999 draws, twice.
      expect(Math.abs(own - p)).toBeLessThan(10 * Math.sqrt((p * (1 - p)) / 4_999) + 4e-4);
    },
  );

  it("Holm's correction", () => {
    const { p, adjusted } = reference.holm;
    holm(p).forEach((one, index) => expect(one.adjusted).toBeCloseTo(adjusted[index], 9));
  });

  it.each(reference.wilson)("Wilson's interval of $share of $count", ({ share, count, low, high }) => {
    const own = wilsonInterval(share, count);
    expect(own.low).toBeCloseTo(low, 6);
    expect(own.high).toBeCloseTo(high, 6);
  });

  it.each(reference.newcombe)(
    "Newcombe's interval of an AUROC of $value, $positives : $negatives",
    ({ value, positives, negatives, low, high }) => {
      const own = aurocScoreInterval(value, { positives, negatives });
      expect(own.low).toBeCloseTo(low, 5);
      expect(own.high).toBeCloseTo(high, 5);
    },
  );
});

describe('an interval of cases', () => {
  const alike = new Float64Array(10).fill(1);

  it.each(['auroc', 'average-precision', 'f1'] as const)(
    'of %s has a width, though all resamples are alike',
    (statistic) => {
      for (const count of [1, 2, 50])
        for (const value of [0, 1]) {
          const patients = { positives: count, negatives: 60 };
          const { low, high } = estimateOfCases(
            statistic,
            value,
            alike.map(() => value),
            patients,
          )!;
          expect(high - low).toBeGreaterThan(0.01);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
        }
    },
  );

  it('is that of the resamples where patients are many', () => {
    const resampled = Float64Array.from({ length: 101 }, (_, index) => 0.7 + index / 1000);
    const many = estimateOfCases('auroc', 0.75, resampled, { positives: 40, negatives: 60 })!;
    expect([many.low, many.high].map((end) => Number(end.toFixed(4)))).toEqual([0.7025, 0.7975]);
    const few = estimateOfCases('auroc', 0.75, resampled, { positives: 5, negatives: 60 })!;
    expect(few.high - few.low).toBeGreaterThan(0.3);
  });
});
