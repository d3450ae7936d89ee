import { createRandom, type CaseStatistic } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { equalModels } from '../test-support/equal-models.ts';
import { exchangeScores, meanOfExchanges, type ArmScores } from './exchanges.ts';
import { halfSamples } from './half-samples.ts';
import { holm } from './holm.ts';
import {
  drawDifference,
  fewestPatients,
  isClear,
  testedDifference,
  type TestedDifference,
} from './paired-difference.ts';
import { midRanks, statisticOf } from './paired-scores.ts';

const patients = Array.from({ length: 60 }, (_, index) => `p${index}`);
const halves = halfSamples(patients, 1, 399);
const statistics: readonly CaseStatistic[] = ['auroc', 'average-precision', 'f1', 'mean'];
const scoresOf = (statistic: CaseStatistic, positives: number, seed: string, more = {}) =>
  equalModels(statistic, { positives, patients: 60, distance: 1.2, ...more }, createRandom(seed));

function compare(statistic: CaseStatistic, scores: ArmScores, level?: number) {
  const drawn = drawDifference(exchangeScores(statistic, scores, halves)!, halves);
  return 'untested' in drawn ? drawn : testedDifference(drawn, level);
}

describe('exchanged scores', () => {
  it.each(statistics)('give the %s that two runs have when ranks of patients change places', (statistic) => {
    const { cases, one, other } = scoresOf(statistic, 9, 'exchange');
    const ranked = statistic === 'auroc' || statistic === 'average-precision';
    const [a, b] = [one[0], other[0]].map((scores) => (ranked ? midRanks(scores) : scores));
    const { value, exchanged } = exchangeScores(statistic, { cases, one, other }, halves)!;
    expect(value).toBe(statisticOf(statistic, cases, one[0]) - statisticOf(statistic, cases, other[0]));
    for (const draw of [0, 1, 2]) {
      const kept = cases.map(({ patient }) => halves.of(patient)[draw] === 1);
      const [first, second] = [
        cases.map((_, index) => (kept[index] ? a : b)[index]),
        cases.map((_, index) => (kept[index] ? b : a)[index]),
      ];
      expect(exchanged[draw]).toBeCloseTo(
        statisticOf(statistic, cases, first) - statisticOf(statistic, cases, second),
        10,
      );
    }
  });

  it.each(statistics)(
    'turn the sign of a difference of %s with the order of the runs, whatever their scale',
    (statistic) => {
      const scores = scoresOf(statistic, 12, 'turn');
      const up = compare(statistic, scores) as TestedDifference;
      const scale = (column: ArrayLike<number>) =>
        Array.from(column, (one) => (statistic === 'mean' || statistic === 'f1' ? one : Math.exp(one / 9)));
      const down = compare(statistic, {
        ...scores,
        one: scores.other.map(scale),
        other: scores.one.map(scale),
      }) as TestedDifference;
      expect(down.value).toBeCloseTo(-up.value, 12);
      expect(down.low).toBeCloseTo(-up.high, 10);
      expect(down.p).toBe(up.p);
    },
  );
});

describe('of two equally good models', () => {
  it('none is below six positive patients', () => {
    for (let positives = 1; positives < fewestPatients; positives++) {
      expect(compare('auroc', scoresOf('auroc', positives, 'few'))).toMatchObject({ untested: 'too few' });
    }
  });

  it('a run is alike to itself, which is no interval', () => {
    const { cases, one } = scoresOf('auroc', 12, 'self');
    expect(compare('auroc', { cases, one, other: one })).toEqual({ value: 0, untested: 'alike' });
  });
});

describe('of a better model', () => {
  const better = (statistic: CaseStatistic, positives: number) => {
    const scores = scoresOf(statistic, positives, 'better');
    const lift = (column: ArrayLike<number>) => scores.cases.map(({ label }, index) => column[index] + (label ? 3 : 0));
    return { ...scores, one: scores.one.map(lift) };
  };

  it('six positives suffice for a clear difference', () => {
    expect(isClear(compare('auroc', better('auroc', 6)))).toBe(true);
    expect(isClear(compare('auroc', better('auroc', 5)))).toBe(false);
  });

  it('the interval leaves out 0 just where p says so, at any level', () => {
    for (let seed = 0; seed < 40; seed++)
      for (const level of [0.8, 0.95, 0.99]) {
        const difference = compare('auroc', scoresOf('auroc', 10, `level ${seed}`), level) as TestedDifference;
        expect(isClear(difference)).toBe(difference.p <= 1 - level + 1e-12);
        expect(difference.high).toBeGreaterThan(difference.low);
      }
  });

  it('a mean over targets has the mean difference, and a narrower interval than each', () => {
    const targets = ['a', 'b', 'c', 'd'].map((seed) => exchangeScores('auroc', scoresOf('auroc', 12, seed), halves)!);
    const mean = meanOfExchanges(targets)!;
    const width = (one: typeof mean) => {
      const { low, high } = testedDifference(drawDifference(one, halves) as Parameters<typeof testedDifference>[0]);
      return high - low;
    };
    expect(mean.value).toBeCloseTo(targets.reduce((sum, { value }) => sum + value, 0) / 4, 12);
    expect(width(mean)).toBeLessThan(Math.min(...targets.map(width)));
    expect(meanOfExchanges([])).toBeUndefined();
  });
});

describe('half-samples', () => {
  it('are the same for the same patients in any order, and of nobody else', () => {
    expect(halfSamples(['b', 'a', 'a'], 1, 20).of('a')).toEqual(halfSamples(['a', 'b'], 1, 20).of('a'));
    expect(() => halves.of('stranger')).toThrow(RangeError);
  });
});

describe('tests of several findings', () => {
  it('have intervals at the level at which Holm holds them', () => {
    const random = createRandom('holm');
    for (let round = 0; round < 50; round++) {
      const ps = Array.from({ length: 12 }, () => random.next() ** 4);
      holm(ps).forEach(({ adjusted, level }, index) => expect(ps[index] <= 1 - level).toBe(adjusted <= 0.05));
    }
  });
});
