import type { CaseScore, Estimate, MeanResult, TargetResult } from '@totalfm/core';
import {
  calibrationStatistics,
  classPatients,
  estimateOf,
  estimateOfShare,
  estimator,
  isPredicted,
  meanOfResampled,
  rankCases,
  resampleStatistic,
  resampleSums,
  sensitivityAt,
  specificityAt,
  support,
  thresholdAtSpecificity,
  type CalibrationStatistics,
  type PatientResamples,
} from '@totalfm/statistics';
import { codedReason, evaluatorErrors } from '../errors.ts';
import type { ExamCase } from '../exam-cases.ts';
import { meanEstimate, type Target } from '../measure.ts';
import type { CalibrationOptions } from './options.ts';
import { probabilityOf, type Calibration } from './fit-calibration.ts';

/** What targets are measured with. */
export interface CalibrationWork {
  readonly options: CalibrationOptions;
  readonly drawn: PatientResamples;
  readonly before: Calibration;
  readonly after?: Calibration;
}

/** A finding's operating point and Brier scores, and what becomes of its cases. */
export interface MeasuredFinding {
  readonly target: TargetResult;
  readonly resampled: Readonly<Record<string, Float64Array>>;
  readonly skipped?: string;
  readonly scores: readonly CaseScore[];
}

export function measureFinding(
  { test, validation, ...named }: Target,
  { options, drawn, before, after }: CalibrationWork,
): MeasuredFinding {
  const threshold = thresholdAtSpecificity(rankCases(validation), options.specificity);
  const ranking = rankCases(test, ({ patient }) => drawn.unitOf(patient));
  const { positives, negatives } = support(ranking);
  const calibrated = after ?? before;
  const scores = test.map(({ exam, patient, score, label }) => ({
    ...{ exam, patient, target: named.id, score: probabilityOf(calibrated, score), label },
    predicted: threshold !== undefined && isPredicted(score, threshold),
  }));
  const resampled: Record<string, Float64Array> = {};
  const measures: Record<string, Estimate> = {};
  const keep = (id: string, estimate: Estimate | undefined, values: Float64Array) => {
    if (estimate) [measures[id], resampled[id]] = [estimate, values];
  };
  const patients = classPatients(test);
  if (threshold !== undefined)
    for (const [id, statistic, count] of [
      ['sensitivity', sensitivityAt, patients.positives],
      ['specificity', specificityAt, patients.negatives],
    ] as const) {
      const values = resampleStatistic((of, weights) => statistic(of, threshold, weights), ranking, drawn);
      keep(id, estimateOfShare(statistic(ranking, threshold), values, count), values);
    }
  const statistics = calibrationStatistics(options.bins);
  for (const [id, calibration] of Object.entries({ brier: after, brierBefore: before })) {
    if (!calibration || test.length === 0) continue;
    const sums = sumsBy(calibration, test, { statistics, drawn });
    const values = Float64Array.from(sums.resampled, statistics.brier);
    keep(id, estimateOf(statistics.brier(sums.all), values), values);
  }
  const target: TargetResult = {
    ...named,
    ...{ measures, positives, negatives },
    ...(threshold !== undefined && { threshold, thresholdFrom: 'validation' as const }),
  };
  return { target, resampled, scores, skipped: reasonToSkip(positives, negatives, threshold) };
}

/** What calibration statistics are functions of, of all cases and in every resample. */
const sumsBy = (
  calibration: Calibration,
  cases: readonly ExamCase[],
  { statistics, drawn }: { readonly statistics: CalibrationStatistics; readonly drawn: PatientResamples },
) =>
  resampleSums(
    cases.map(({ score, label, patient }) => ({
      unit: drawn.unitOf(patient),
      terms: statistics.terms({ probability: probabilityOf(calibration, score), label }),
    })),
    drawn,
  );

function reasonToSkip(positives: number, negatives: number, threshold: number | undefined): string | undefined {
  if (positives === 0) return 'no scored case is positive';
  if (negatives === 0) return 'no scored case is negative';
  if (threshold !== undefined) return undefined;
  return codedReason(
    evaluatorErrors.TFM_EVALUATE_NO_OPERATING_POINT({
      stage: 'evaluate',
      option: 'evaluate.specificity',
      message: 'no threshold has that specificity on validation exams, or these are of one class.',
      fix: 'Give the cohort more validation exams, or ask for less.',
    }),
  );
}

/** Means over findings, in the same resamples. */
export function macro(measured: readonly MeasuredFinding[], resamples: number): MeanResult {
  const estimates = ['sensitivity', 'specificity', 'brier', 'brierBefore'].map((id) => {
    const some = measured.filter(({ target }) => target.measures[id]);
    const { value, resampled: values } = meanOfResampled(
      some.map(({ target, resampled }) => ({ value: target.measures[id].value, resampled: resampled[id] })),
      resamples,
    );
    const estimate = estimateOf(value, values);
    return [
      id,
      meanEstimate(
        estimate,
        some.map(({ target }) => target.measures[id]),
      ),
    ] as const;
  });
  return { name: 'macro', measures: Object.fromEntries(estimates), targets: measured.map(({ target }) => target.id) };
}

/** A finding alone has too few cases for a curve. */
export function poolCases(cases: readonly ExamCase[], { options, drawn, before, after }: CalibrationWork) {
  const statistics = calibrationStatistics(options.bins);
  const { reliability, calibrationError, brier } = statistics;
  const by = (calibration: Calibration | undefined) => {
    if (!calibration || cases.length === 0) return { bins: [], ece: null, brier: null };
    const sums = sumsBy(calibration, cases, { statistics, drawn });
    const estimate = estimator(sums);
    return { bins: reliability(sums.all), ece: estimate(calibrationError) ?? null, brier: estimate(brier) ?? null };
  };
  const [first, second] = [by(before), by(after)];
  return {
    measures: { brier: second.brier, brierBefore: first.brier, ece: second.ece, eceBefore: first.ece },
    reliability: { before: first.bins.map((bin) => ({ ...bin })), after: second.bins.map((bin) => ({ ...bin })) },
  };
}
