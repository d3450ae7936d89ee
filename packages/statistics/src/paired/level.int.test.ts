import { createRandom, type CaseStatistic } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { equalModels } from '../test-support/equal-models.ts';
import { exchangeScores, type ArmScores } from './exchanges.ts';
import { halfSamples } from './half-samples.ts';
import { drawDifference, isClear, testedDifference } from './paired-difference.ts';

const halves = halfSamples(
  Array.from({ length: 60 }, (_, index) => `p${index}`),
  1,
  399,
);

function clearOf(statistic: CaseStatistic, scores: ArmScores): boolean {
  const drawn = drawDifference(exchangeScores(statistic, scores, halves)!, halves);
  return !('untested' in drawn) && isClear(testedDifference(drawn));
}

/** Shares of clear differences between equals: at most 5 %, and near it, whatever is compared. */
describe('of two equally good models', () => {
  const clear = (statistic: CaseStatistic, positives: number, pairs: number, distance = 1.2) => {
    const random = createRandom(`${statistic} ${positives} ${distance}`);
    const found = Array.from({ length: pairs }, () =>
      clearOf(statistic, equalModels(statistic, { positives, patients: 60, distance }, random)),
    );
    return found.filter(Boolean).length / pairs;
  };

  // A share of 5 % of 400 has a standard error of 1.1 %; ARCHITECTURE.md has a table of more.
  it.each([
    ['auroc', 6],
    ['auroc', 10],
    ['auroc', 30],
    ['f1', 6],
    ['f1', 20],
    ['mean', 6],
    ['average-precision', 6],
  ] as const)('about one in twenty is clear by %s, of %d positives', (statistic, positives) => {
    const share = clear(statistic, positives, statistic === 'average-precision' ? 200 : 400);
    expect(share).toBeGreaterThan(0.015);
    expect(share).toBeLessThan(0.075);
  });

  it('arms of runs with deviating seeds are not told apart by the seeds that they drew', () => {
    const random = createRandom('seeds');
    const found = Array.from({ length: 150 }, () => {
      const many = { positives: 25, patients: 60, distance: 1.2, seeds: 3, seedDeviation: 0.5 };
      const scores = equalModels('auroc', many, random);
      const alone = { ...scores, one: scores.one.slice(0, 1), other: scores.other.slice(0, 1) };
      return [scores, alone].map((each) => clearOf('auroc', each));
    });
    const [arms, runs] = [0, 1].map((which) => found.filter((one) => one[which]).length / found.length);
    expect(arms).toBeLessThan(0.08);
    expect(runs).toBeGreaterThan(0.15);
  });
});
