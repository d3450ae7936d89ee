import { describe, expect, it } from 'vitest';
import reference from '../test/reference.json' with { type: 'json' };
import { fitRidgeLogistic, logOddsOf } from './ridge-logistic.ts';
import { lehmer } from './test-support/lehmer.ts';

const width = 6;
const values = Float64Array.from(lehmer(40 * width, 1), (value) => value * 2 - 1);
const labels = [...reference.labels].map((label) => label === '1');

describe('a logistic regression with a ridge', () => {
  it.each(reference.logistic)('is that of scikit-learn at ridge $ridge', ({ ridge, intercept, weights }) => {
    const model = fitRidgeLogistic({ values, width }, labels, { ridge });
    expect(model.intercept).toBeCloseTo(intercept, 5);
    weights.forEach((weight, index) => expect(model.weights[index]).toBeCloseTo(weight, 5));
  });

  it('is the same wherever it starts', () => {
    const start = { intercept: 9, weights: new Float64Array(width).fill(-4) };
    const [one, other] = [{}, { start }].map((from) =>
      fitRidgeLogistic({ values, width }, labels, { ridge: 0.1, ...from }),
    );
    one.weights.forEach((weight, index) => expect(other.weights[index]).toBeCloseTo(weight, 4));
  });

  it('stays finite where classes are apart, and knows no case of one class', () => {
    const apart = { values: Float64Array.of(-2, -1, 1, 2), width: 1 };
    const odds = logOddsOf(fitRidgeLogistic(apart, [false, false, true, true], { ridge: 1e-4 }), apart);
    expect([...odds].map(Math.sign)).toEqual([-1, -1, 1, 1]);
    expect(odds.every(Number.isFinite)).toBe(true);
    expect(() => fitRidgeLogistic(apart, [true, true, true, true], { ridge: 1 })).toThrow(RangeError);
  });

  it('fits more features than cases', () => {
    const wide = { values: Float64Array.from(lehmer(10 * 200, 3)), width: 200 };
    const some = labels.slice(0, 10);
    const odds = logOddsOf(fitRidgeLogistic(wide, some, { ridge: 1e-3 }), wide);
    some.forEach((label, row) => expect(odds[row] > 0).toBe(label));
  });
});
