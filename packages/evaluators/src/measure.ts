import type { CaseScore, Estimate } from '@totalfm/core';
import {
  auroc,
  averagePrecision,
  bestF1Threshold,
  estimateOf,
  f1Score,
  isPredicted,
  meanOfDefined,
  meanOfResamples,
  rankCases,
  resamplePatients,
  resampleStatistic,
  support,
  type Statistic,
} from '@totalfm/statistics';
import type { ExamCase } from './exam-cases.ts';

/** What is scored: a finding, or an organ's lesions. */
export interface Target {
  readonly id: string;
  readonly test: readonly ExamCase[];
  /** Gives the threshold, and nothing else does. */
  readonly validation: readonly ExamCase[];
}

export interface TargetMetrics {
  readonly auroc: Estimate;
  readonly ap: Estimate;
  readonly f1: Estimate;
  readonly threshold: number;
  /** `default`: validation had cases of one class only, and 0 (as near to a lesion as to normal) is used. */
  readonly thresholdFrom: 'validation' | 'default';
  readonly positives: number;
  readonly negatives: number;
}

/** Unweighted means over targets; null where there is none. */
export interface MacroMetrics {
  readonly auroc: Estimate | null;
  readonly ap: Estimate | null;
  readonly f1: Estimate | null;
  /** How many targets the means are over. */
  readonly targets: number;
}

export interface Measurement {
  readonly byTarget: ReadonlyMap<string, TargetMetrics>;
  readonly skipped: readonly { readonly target: string; readonly reason: string }[];
  readonly scores: readonly CaseScore[];
  macro(ids: readonly string[]): MacroMetrics;
}

const neutralThreshold = 0;

/**
 * Measures every target with exams of both classes in test. Intervals are from one set of patient resamples, shared by
 * all targets, so that a macro average's interval knows that the targets are of the same patients. In a resample that
 * lacks a class of a target, that target is left out of the average. The threshold is held fixed.
 */
export function measureTargets(
  targets: readonly Target[],
  { resamples, seed }: { resamples: number; seed: number },
): Measurement {
  const drawn = resamplePatients(
    targets.flatMap((target) => target.test.map((one) => one.patient)),
    resamples,
    seed,
  );
  const byTarget = new Map<string, TargetMetrics>();
  const resampled = new Map<string, Record<Measure, Float64Array>>();
  const skipped: { target: string; reason: string }[] = [];
  const scores: CaseScore[] = [];

  for (const { id, test, validation } of targets) {
    const chosen = bestF1Threshold(rankCases(validation));
    const threshold = chosen ?? neutralThreshold;
    for (const { exam, patient, pair, score, label } of test) {
      scores.push({ exam, patient, pair, target: id, score, label, predicted: isPredicted(score, threshold) });
    }

    const ranking = rankCases(test, (one) => drawn.unitOf(one.patient));
    const { positives, negatives } = support(ranking);
    if (positives === 0 || negatives === 0) {
      skipped.push({ target: id, reason: reasonToSkip(positives, negatives) });
      continue;
    }
    const statistics: Record<Measure, Statistic> = {
      auroc,
      ap: averagePrecision,
      f1: (cases, weights) => f1Score(cases, threshold, weights),
    };
    const values = mapMeasures((measure) => resampleStatistic(statistics[measure], ranking, drawn));
    const estimates = mapMeasures((measure) => estimateOf(statistics[measure](ranking), values[measure])!);
    resampled.set(id, values);
    byTarget.set(id, {
      ...estimates,
      threshold,
      thresholdFrom: chosen === undefined ? 'default' : 'validation',
      positives,
      negatives,
    });
  }

  return {
    byTarget,
    skipped,
    scores,
    macro(ids) {
      const measured = ids.filter((id) => byTarget.has(id));
      const means = mapMeasures((measure) => {
        const value = meanOfDefined(measured.map((id) => byTarget.get(id)![measure].value));
        const values = meanOfResamples(
          measured.map((id) => resampled.get(id)![measure]),
          resamples,
        );
        return estimateOf(value, values) ?? null;
      });
      return { ...means, targets: measured.length };
    },
  };
}

type Measure = 'auroc' | 'ap' | 'f1';

function mapMeasures<T>(make: (measure: Measure) => T): Record<Measure, T> {
  return { auroc: make('auroc'), ap: make('ap'), f1: make('f1') };
}

function reasonToSkip(positives: number, negatives: number): string {
  if (positives + negatives === 0) return 'no test exam has a known label';
  return positives === 0 ? 'no test exam is positive' : 'no test exam is negative';
}
