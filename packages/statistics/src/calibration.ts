import type { SumStatistic } from './sums.ts';

/** A case with the probability that it was given. */
export interface ProbableCase {
  /** 0–1. */
  readonly probability: number;
  readonly label: boolean;
}

/** Cases of about the same probability. */
export interface ReliabilityBin {
  readonly meanProbability: number;
  /** Share of the cases that are positive. */
  readonly share: number;
  readonly count: number;
}

/** What is asked of probabilities, as functions of sums over cases. */
export interface CalibrationStatistics {
  /** What a case adds: for each bin a one, its probability and its label; then its squared error, and a one. */
  terms(one: ProbableCase): Float64Array;
  /** Bins that hold a case, from the least probable. */
  reliability(sums: ArrayLike<number>): ReliabilityBin[];
  /** Expected calibration error (Naeini, Cooper and Hauskrecht 2015): |mean probability − share| of the bins, by their counts. */
  readonly calibrationError: SumStatistic;
  /** Brier score: the mean squared error of probabilities. */
  readonly brier: SumStatistic;
}

/** Probabilities in bins of one width, as in scikit-learn’s `calibration_curve`: an edge is of the bin below it. */
export function calibrationStatistics(bins: number): CalibrationStatistics {
  const [error, all] = [3 * bins, 3 * bins + 1];
  const reliability = (sums: ArrayLike<number>) =>
    Array.from({ length: bins }, (_, bin) => {
      const [count, probability, positives] = [0, 1, 2].map((at) => sums[3 * bin + at]);
      return { count, meanProbability: probability / count, share: positives / count };
    }).filter(({ count }) => count > 0);
  return {
    terms({ probability, label }) {
      const terms = new Float64Array(3 * bins + 2);
      const bin = Math.min(Math.max(Math.ceil(probability * bins) - 1, 0), bins - 1);
      terms.set([1, probability, Number(label)], 3 * bin);
      terms.set([(probability - Number(label)) ** 2, 1], error);
      return terms;
    },
    reliability,
    calibrationError(sums) {
      const gaps = reliability(sums).map((bin) => bin.count * Math.abs(bin.meanProbability - bin.share));
      return gaps.reduce((sum, gap) => sum + gap, 0) / sums[all];
    },
    brier: (sums) => sums[error] / sums[all],
  };
}
