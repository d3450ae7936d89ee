import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { fitPooledLogistic, logistic, logOdds, type PooledCase } from './pooled-logistic.ts';

const random = createRandom('pooled');
const draw = (group: number, count: number, weights: readonly number[]): PooledCase[] =>
  Array.from({ length: count }, () => {
    const features = [random.normal()];
    return { group, features, label: random.chance(logistic(logOdds(weights, features))) };
  });

describe('a pooled logistic model', () => {
  it('finds the weights of groups that are large', () => {
    const cases = [...draw(0, 20_000, [-1, 2]), ...draw(1, 20_000, [0.5, -1])];
    const { byGroup } = fitPooledLogistic(cases, { groups: 2, ridge: 1 });
    for (const [group, weights] of [
      [-1, 2],
      [0.5, -1],
    ].entries())
      weights.forEach((weight, index) => expect(Math.abs(byGroup[group][index] - weight)).toBeLessThan(0.1));
  });

  it('draws small groups to the others, the more the larger the ridge', () => {
    const cases = [...draw(0, 2000, [-2, 1.5]), ...draw(1, 2000, [-2, 1.5]), ...draw(2, 6, [-2, 0])];
    const distance = (ridge: number) => {
      const { shared, byGroup } = fitPooledLogistic(cases, { groups: 4, ridge });
      expect(byGroup[3]).toEqual(shared);
      return Math.hypot(...byGroup[2].map((value, index) => value - shared[index]));
    };
    expect(distance(1)).toBeGreaterThan(distance(10));
    expect(distance(1e6)).toBeLessThan(1e-3);
  });

  it('ends where no weight can be made better, also of classes that are apart', () => {
    const cases = [-2, -1, 1, 2].map((value) => ({ group: 0, features: [value], label: value > 0 }));
    const { byGroup } = fitPooledLogistic(cases, { groups: 1, ridge: 1 });
    const of = (value: number) => logistic(logOdds(byGroup[0], [value]));
    expect([of(-1) < 0.5, of(1) > 0.5, of(2) > of(1)]).toEqual([true, true, true]);
    expect(byGroup[0].every(Number.isFinite)).toBe(true);
    expect(fitPooledLogistic([], { groups: 2, ridge: 1 }).byGroup).toEqual([[0], [0]]);
  });
});
