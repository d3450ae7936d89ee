import {
  differenceEstimator,
  estimator,
  resamplePatients,
  resampleSums,
  type Estimator,
  type SummedCase,
} from '@totalfm/statistics';

/** What was written for an exam, beside what a radiologist wrote: both as texts, or both as what a parser read in them. */
export interface GeneratedReport<Report> {
  readonly patient: string;
  readonly reference: Report;
  readonly generated: Report;
}

/** What two generators wrote for the same exam. */
export interface RivalReports<Report> {
  readonly patient: string;
  readonly reference: Report;
  readonly generated: readonly [one: Report, other: Report];
}

/** The measures of two generators, and how far the first is above the second. */
export interface Comparison<Metrics> {
  readonly one: Metrics;
  readonly other: Metrics;
  readonly difference: Metrics;
}

export interface ResampleOptions {
  /** How often patients are drawn: 1,000. */
  readonly resamples: number;
  readonly seed: number;
}

/** What an exam adds to the sums that measures are functions of. */
export interface ExamTerms {
  readonly patient: string;
  readonly terms: ArrayLike<number>;
}

/** Measures with 95 % percentile intervals over resampled patients; reports are not measured again. */
export function estimateMeasures<Metrics>(
  exams: readonly ExamTerms[],
  metricsOf: (estimate: Estimator) => Metrics,
  options: ResampleOptions,
): Metrics {
  const drawn = drawPatients(exams, options);
  return metricsOf(estimator(resampleSums(unitsOf(exams, drawn), drawn)));
}

/** Measures of two generators of the same exams, and their differences, from the same resamples. */
export function compareMeasures<Metrics>(
  [one, other]: readonly [readonly ExamTerms[], readonly ExamTerms[]],
  metricsOf: (estimate: Estimator) => Metrics,
  options: ResampleOptions,
): Comparison<Metrics> {
  const drawn = drawPatients(one, options);
  const [ones, others] = [one, other].map((exams) => resampleSums(unitsOf(exams, drawn), drawn));
  return {
    one: metricsOf(estimator(ones)),
    other: metricsOf(estimator(others)),
    difference: metricsOf(differenceEstimator(ones, others)),
  };
}

const drawPatients = (exams: readonly ExamTerms[], { resamples, seed }: ResampleOptions) =>
  resamplePatients(
    exams.map(({ patient }) => patient),
    resamples,
    seed,
  );

const unitsOf = (exams: readonly ExamTerms[], drawn: ReturnType<typeof drawPatients>): SummedCase[] =>
  exams.map(({ patient, terms }) => ({ unit: drawn.unitOf(patient), terms }));
