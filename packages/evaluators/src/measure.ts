import type { CaseScore, Estimate, FindingGrade, MeanResult, Measure, TargetResult } from '@totalfm/core';
import {
  auroc,
  averagePrecision,
  bestF1Threshold,
  classPatients,
  estimateOf,
  estimateOfCases,
  f1Score,
  isPredicted,
  meanOfDefined,
  meanOfResampled,
  rankCases,
  resamplePatients,
  resampleStatistic,
  support,
  type Resampled,
  type Statistic,
} from '@totalfm/statistics';
import type { ExamCase } from './exam-cases.ts';

/** What is scored: a finding, or an organ's lesions. */
export interface Target extends Pick<TargetResult, 'id' | 'name' | 'group' | 'grade' | 'unseen'> {
  readonly test: readonly ExamCase[];
  /** Gives the threshold, and nothing else does. */
  readonly validation: readonly ExamCase[];
}

export interface Measurement {
  /** Targets with exams of both classes in test, in the order given. */
  readonly targets: readonly TargetResult[];
  readonly skipped: readonly { readonly target: string; readonly reason: string }[];
  readonly scores: readonly CaseScore[];
  /** The mean over the measured targets that a predicate takes; null estimates where it takes none. */
  mean(name: string, of?: (target: TargetResult) => boolean): MeanResult;
  /** A measure's mean over all measured targets, and in each resample: of the same patients and seed these are the same resamples. */
  resampledMean(measure: MeasureName): Resampled;
}

/** The measures of whatever is there or not, in the order in which they are shown. */
export const binaryMeasures: readonly Measure[] = [
  { id: 'auroc', title: 'AUROC', better: 'higher', range: [0, 1], chance: 0.5, statistic: 'auroc' },
  { id: 'ap', title: 'AP', better: 'higher', range: [0, 1], chance: 'prevalence', statistic: 'average-precision' },
  { id: 'f1', title: 'F1', better: 'higher', range: [0, 1], statistic: 'f1' },
];

/** The part of a result that is the same for whatever is there or not. */
export const binaryResult = ({ targets, skipped, scores }: Measurement) => ({
  measures: binaryMeasures,
  primary: 'auroc',
  targets,
  skipped,
  scores,
});

const neutralThreshold = 0;

/**
 * Measures every target with exams of both classes in test. Intervals are from one set of patient resamples, shared by
 * all targets, so that a macro average's interval knows that the targets are of the same patients. In a resample that
 * lacks a class of a target, that target is left out of the average. With few patients of a class a percentile interval is too narrow
 * (two cases can have none): it is at least as wide as a score interval. The threshold is held fixed.
 */
export function measureTargets(
  targets: readonly Target[],
  { resamples, seed }: { resamples: number; seed: number },
): Measurement {
  const patients = targets.flatMap(({ test }) => test.map(({ patient }) => patient));
  const drawn = resamplePatients(patients, resamples, seed);
  const measured: TargetResult[] = [];
  const resampled = new Map<string, Record<MeasureName, Float64Array>>();
  const skipped: { target: string; reason: string }[] = [];
  const scores: CaseScore[] = [];

  for (const { test, validation, ...named } of targets) {
    const target = named.id;
    const chosen = bestF1Threshold(rankCases(validation));
    const threshold = chosen ?? neutralThreshold;
    for (const { exam, patient, pair, score, label } of test)
      scores.push({ exam, patient, pair, target, score, label, predicted: isPredicted(score, threshold) });

    const ranking = rankCases(test, (one) => drawn.unitOf(one.patient));
    const { positives, negatives } = support(ranking);
    if (positives === 0 || negatives === 0) {
      skipped.push({ target, reason: reasonToSkip(positives, negatives) });
      continue;
    }
    const statistics = statisticsAt(threshold);
    const values = mapMeasures((measure) => resampleStatistic(statistics[measure], ranking, drawn));
    const patients = classPatients(test);
    const measures = mapMeasures(
      (measure) => estimateOfCases(statisticOf[measure], statistics[measure](ranking), values[measure], patients)!,
    );
    resampled.set(target, values);
    const thresholdFrom = chosen === undefined ? 'default' : 'validation';
    measured.push({ ...named, measures, threshold, thresholdFrom, positives, negatives });
  }

  const meanOf = (some: readonly TargetResult[], measure: MeasureName) =>
    meanOfResampled(
      some.map(({ id, measures }) => ({ value: measures[measure].value, resampled: resampled.get(id)![measure] })),
      resamples,
    );
  return {
    targets: measured,
    skipped,
    scores,
    mean(name, of = () => true) {
      const some = measured.filter(of);
      const measures = mapMeasures((measure) => {
        const { value, resampled: values } = meanOf(some, measure);
        return meanEstimate(
          estimateOf(value, values),
          some.map((target) => target.measures[measure]),
        );
      });
      return { name, measures, targets: some.map(({ id }) => id) };
    },
    resampledMean: (measure) => meanOf(measured, measure),
  };
}

export type MeasureName = 'auroc' | 'ap' | 'f1';

const statisticOf = { auroc: 'auroc', ap: 'average-precision', f1: 'f1' } as const;

/** A mean whose resamples are all alike, or of one target, is as uncertain as its targets are. */
export function meanEstimate(mean: Estimate | undefined, targets: readonly Estimate[]): Estimate | null {
  if (!mean || (targets.length > 1 && mean.low < mean.high)) return mean ?? null;
  const end = (name: 'low' | 'high') => meanOfDefined(targets.map((target) => target[name]));
  return { value: mean.value, low: end('low'), high: end('high') };
}

/** F1 goes by a threshold. */
export const statisticsAt = (threshold: number): Record<MeasureName, Statistic> => ({
  auroc,
  ap: averagePrecision,
  f1: (cases, weights) => f1Score(cases, threshold, weights),
});

function mapMeasures<T>(make: (measure: MeasureName) => T): Record<MeasureName, T> {
  return { auroc: make('auroc'), ap: make('ap'), f1: make('f1') };
}

function reasonToSkip(positives: number, negatives: number): string {
  if (positives + negatives === 0) return 'no scored exam has a known label';
  return positives === 0 ? 'no scored exam is positive' : 'no scored exam is negative';
}

/** From the easiest to see. */
export const grades: readonly FindingGrade[] = ['whole-organ', 'focal', 'tiny'];

type GradedTarget = Pick<TargetResult, 'grade' | 'unseen'>;

interface MeansOf<Result> {
  mean(name: string, of: (target: Result) => boolean): MeanResult;
}

/** The mean of all findings that were learned, that of each grade that has one, then that of findings that were withheld. */
export function meansByGrade<Result extends GradedTarget>({ mean }: MeansOf<Result>): readonly MeanResult[] {
  const byGrade = grades.map((grade) => ({
    ...mean(grade, (target) => target.grade === grade && !target.unseen),
    grade,
  }));
  const some = [...byGrade, mean('unseen', (target) => target.unseen === true)];
  return [mean('macro', (target) => !target.unseen), ...some.filter(({ targets }) => targets.length > 0)];
}
