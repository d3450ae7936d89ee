import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { auroc } from './auroc.ts';
import { averagePrecision } from './average-precision.ts';
import { quantile } from './bootstrap.ts';
import { f1Score } from './f1.ts';
import { rankCases } from './ranking.ts';
import { rocCurve } from './roc.ts';
import { bestF1Threshold } from './threshold.ts';

const rank = (labels: readonly number[], scores: readonly number[]) =>
  rankCases(labels.map((label, index) => ({ label: label === 1, score: scores[index] })));

/** The example of scikit-learn's documentation of roc_auc_score, roc_curve and average_precision_score. */
const documented = rank([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);

describe('documented examples of scikit-learn', () => {
  it('roc_auc_score is 0.75', () => expect(auroc(documented)).toBe(0.75));

  it('average_precision_score is 0.83…', () => expect(averagePrecision(documented)).toBeCloseTo(5 / 6, 12));

  it('roc_curve has fpr [0, 0, 0.5, 0.5, 1], tpr [0, 0.5, 0.5, 1, 1], thresholds [inf, 0.8, 0.4, 0.35, 0.1]', () => {
    const curve = rocCurve(documented);
    expect(curve.map((point) => point.falsePositiveRate)).toEqual([0, 0, 0.5, 0.5, 1]);
    expect(curve.map((point) => point.truePositiveRate)).toEqual([0, 0.5, 0.5, 1, 1]);
    expect(curve.map((point) => point.threshold)).toEqual([Infinity, 0.8, 0.4, 0.35, 0.1]);
  });

  it('f1_score of y_true [0, 1, 2, 0, 1, 2] and y_pred [0, 2, 1, 0, 0, 1] is [0.8, 0, 0] by class', () => {
    const truth = [0, 1, 2, 0, 1, 2];
    const predicted = [0, 2, 1, 0, 0, 1];
    const byClass = [0, 1, 2].map((one) =>
      f1Score(
        rank(
          truth.map((label) => +(label === one)),
          predicted.map((label) => +(label === one)),
        ),
        0.5,
      ),
    );
    expect(byClass).toEqual([0.8, 0, 0]);
  });

  it('numpy: percentile([10, 7, 4, 3, 2, 1], 50) is 3.5', () => expect(quantile([1, 2, 3, 4, 7, 10], 0.5)).toBe(3.5));
});

describe('by hand', () => {
  it('a tie between a positive and a negative is half a win', () => {
    // Pairs: (3 > 1), (3 > 2), (2 > 1), (2 = 2): 3.5 of 4.
    expect(auroc(rank([1, 1, 0, 0], [3, 2, 2, 1]))).toBe(3.5 / 4);
    // AP: recall 1/2 at precision 1, then recall 1 at precision 2/3, for the tie enters as a whole.
    expect(averagePrecision(rank([1, 1, 0, 0], [3, 2, 2, 1]))).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12);
  });

  it('equal scores are chance, however many there are', () => {
    const same = rank([1, 0, 0, 0, 1], [2, 2, 2, 2, 2]);
    expect(auroc(same)).toBe(0.5);
    expect(averagePrecision(same)).toBe(0.4);
  });

  it('one class only is not a number, never a flattering one', () => {
    for (const labels of [
      [1, 1],
      [0, 0],
    ]) {
      const ranking = rank(labels, [1, 2]);
      expect(auroc(ranking)).toBeNaN();
      expect(averagePrecision(ranking)).toBeNaN();
      expect(f1Score(ranking, 0)).toBeNaN();
      expect(bestF1Threshold(ranking)).toBeUndefined();
      expect(rocCurve(ranking)).toEqual([]);
    }
  });
});

describe('definitions', () => {
  const random = createRandom('definitions');
  const cases = Array.from({ length: 60 }, () => ({
    label: random.chance(0.4),
    score: Math.round(random.normal() * 4),
  }));
  const ranking = rankCases(cases);

  it('AUROC counts pairs', () => {
    const [positives, negatives] = [cases.filter((one) => one.label), cases.filter((one) => !one.label)];
    const wins = positives.flatMap((p) =>
      negatives.map((n) => (p.score > n.score ? 1 : p.score === n.score ? 0.5 : 0) as number),
    );
    expect(auroc(ranking)).toBeCloseTo(wins.reduce((a, b) => a + b) / wins.length, 12);
  });

  it('AUROC is the area under the ROC curve', () => {
    const curve = rocCurve(ranking);
    const area = curve
      .slice(1)
      .reduce(
        (sum, point, index) =>
          sum +
          ((point.falsePositiveRate - curve[index].falsePositiveRate) *
            (point.truePositiveRate + curve[index].truePositiveRate)) /
            2,
        0,
      );
    expect(auroc(ranking)).toBeCloseTo(area, 12);
  });

  it('a weight is that many copies of the case', () => {
    const weights = cases.map(() => random.integer(4));
    const copies = rankCases(cases.flatMap((one, index) => Array<typeof one>(weights[index]).fill(one)));
    expect(auroc(ranking, weights)).toBeCloseTo(auroc(copies), 12);
    expect(averagePrecision(ranking, weights)).toBeCloseTo(averagePrecision(copies), 12);
    expect(f1Score(ranking, 1, weights)).toBeCloseTo(f1Score(copies, 1), 12);
  });

  it('no threshold beats the best-F1 threshold', () => {
    const best = f1Score(ranking, bestF1Threshold(ranking)!);
    for (const { score } of cases) expect(f1Score(ranking, score)).toBeLessThanOrEqual(best + 1e-12);
  });
});

describe('the threshold', () => {
  it('lies half way between the scores that it separates', () => {
    expect(bestF1Threshold(rank([1, 1, 0, 0], [0.9, 0.6, 0.4, 0.1]))).toBe(0.5);
  });

  it('is the highest of equals', () => {
    // At 3: TP 1, FN 1 → 2/3. At 1 (all called): TP 2, FP 2 → 2/3.
    expect(bestF1Threshold(rank([1, 0, 0, 1], [4, 2, 2, 1]))).toBe(3);
  });

  it('is the lowest score where calling all positive is best', () => {
    expect(bestF1Threshold(rank([0, 1, 1, 1], [4, 3, 2, 1]))).toBe(1);
  });

  it('is of weighted cases: those that were not drawn have no say', () => {
    const ranking = rank([1, 0, 0, 1], [4, 3, 2, 1]);
    expect(bestF1Threshold(ranking, [1, 1, 1, 0])).toBe(3.5);
    expect(bestF1Threshold(ranking, [0, 1, 0, 3])).toBe(1);
    expect(bestF1Threshold(ranking, [0, 1, 1, 0])).toBeUndefined();
  });
});
