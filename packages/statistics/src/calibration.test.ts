import { describe, expect, it } from 'vitest';
import reference from '../test/reference.json' with { type: 'json' };
import { auroc } from './auroc.ts';
import { averagePrecision } from './average-precision.ts';
import { resamplePatients } from './bootstrap.ts';
import { calibrationStatistics } from './calibration.ts';
import { sensitivityAt, specificityAt, thresholdAtSpecificity } from './operating-point.ts';
import { logistic } from './pooled-logistic.ts';
import { precisionRecallCurve } from './precision-recall.ts';
import { rankCases } from './ranking.ts';
import { fitRidgeLogistic } from './ridge-logistic.ts';
import { resampleSums } from './sums.ts';
import { lehmer } from './test-support/lehmer.ts';

// As peer_probe.py makes them; numpy rounds halves to even, and there is none.
const scores = lehmer(60, 5).map((value) => Math.round(value * 20) / 4 - 2.5);
const truth = [...reference.truth].map((label) => label === '1');
const cases = scores.map((score, index) => ({ score, label: truth[index] }));
const closeTo = (actual: readonly number[], expected: readonly number[]) => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, index) => expect(actual[index]).toBeCloseTo(value, 5));
};

describe('calibration', () => {
  const { scale, bias, brier, trueShare, meanProbability } = reference.calibration;
  const { calibrationError, reliability, terms, ...statistics } = calibrationStatistics(5);
  const sumsOf = (probabilities: readonly number[]) =>
    resampleSums(
      probabilities.map((probability, unit) => ({ unit, terms: terms({ probability, label: truth[unit] }) })),
      resamplePatients(['a'], 1, 1),
    );

  it('has scikit-learn’s scale, bias, Brier score and reliability curve', () => {
    const model = fitRidgeLogistic({ values: Float64Array.from(scores), width: 1 }, truth, { ridge: 1e-9 });
    closeTo([model.weights[0], model.intercept], [scale, bias]);
    const { all } = sumsOf(scores.map((score) => logistic(scale * score + bias)));
    expect(statistics.brier(all)).toBeCloseTo(brier, 9);
    const bins = reliability(all);
    closeTo(
      bins.map(({ share }) => share),
      trueShare,
    );
    closeTo(
      bins.map((bin) => bin.meanProbability),
      meanProbability,
    );
    const gap = bins.reduce((sum, { count }, bin) => sum + count * Math.abs(trueShare[bin] - meanProbability[bin]), 0);
    expect(calibrationError(all)).toBeCloseTo(gap / 60, 9);
  });

  it('is without error where each bin has the share that it says, and has an edge in the bin below', () => {
    const { all } = sumsOf(truth.map(Number));
    expect([calibrationError(all), statistics.brier(all)]).toEqual([0, 0]);
    expect(reliability(terms({ probability: 0.4, label: true }))).toEqual([
      { count: 1, meanProbability: 0.4, share: 1 },
    ]);
    expect(terms({ probability: 0.4, label: true })[3]).toBe(1);
  });
});

describe('precision over recall', () => {
  it('is scikit-learn’s', () => {
    const { precision, recall, thresholds, averagePrecision: expected } = reference.precisionRecall;
    const curve = precisionRecallCurve(rankCases(cases)).reverse();
    closeTo(
      curve.map((point) => point.precision),
      precision.slice(0, -1),
    );
    closeTo(
      curve.map((point) => point.recall),
      recall.slice(0, -1),
    );
    closeTo(
      curve.map((point) => point.threshold),
      thresholds,
    );
    expect(averagePrecision(rankCases(cases))).toBeCloseTo(expected, 9);
    expect(precisionRecallCurve(rankCases([cases[0]]))).toEqual([]);
  });
});

describe('an operating point', () => {
  const rank = (labels: string, values: readonly number[]) =>
    rankCases(values.map((score, index) => ({ score, label: labels[index] === '1' })));

  it('is the lowest threshold with the specificity, between the scores that it separates', () => {
    const ranking = rank('0000000000111', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 9.5, 8.5, 0]);
    const threshold = thresholdAtSpecificity(ranking, 0.9)!;
    // One of ten negatives may be above: 10. The next is 9, below 9.5.
    expect([threshold, specificityAt(ranking, threshold), sensitivityAt(ranking, threshold)]).toEqual([
      9.25,
      0.9,
      1 / 3,
    ]);
    expect(thresholdAtSpecificity(ranking, 0.95)).toBeUndefined();
    expect(thresholdAtSpecificity(ranking, 0)).toBe(0);
  });

  it('holds its specificity on what it was chosen on, whatever the ties', () => {
    const ranking = rankCases(cases);
    for (const specificity of [0.5, 0.8, 0.9]) {
      const threshold = thresholdAtSpecificity(ranking, specificity)!;
      expect(specificityAt(ranking, threshold)).toBeGreaterThanOrEqual(specificity);
    }
    expect(auroc(ranking)).toBeGreaterThan(0.7);
  });

  it('is none without both classes', () => {
    expect(thresholdAtSpecificity(rank('11', [1, 2]), 0.9)).toBeUndefined();
    expect(thresholdAtSpecificity(rank('00', [1, 2]), 0.9)).toBeUndefined();
    expect(sensitivityAt(rank('00', [1, 2]), 0)).toBeNaN();
  });
});
