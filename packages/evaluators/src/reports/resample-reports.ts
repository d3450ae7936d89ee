import {
  differenceEstimator,
  estimator,
  resamplePatients,
  resampleSums,
  type Estimator,
  type ResampledSums,
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

/** What exams add up to, in all and over resampled patients; reports are not measured again. */
export function sumsOf(exams: readonly ExamTerms[], options: ResampleOptions): ResampledSums {
  const drawn = drawPatients(exams, options);
  return resampleSums(unitsOf(exams, drawn), drawn);
}

/** Measures with 95 % percentile intervals over resampled patients. */
export const estimatorOf = (exams: readonly ExamTerms[], options: ResampleOptions): Estimator =>
  estimator(sumsOf(exams, options));

/** How far the first of two generators is above the other, exam by exam the same, in the same resamples. */
export function differenceOf(rivals: Rivals, options: ResampleOptions): Estimator {
  const [one, other] = rivalSums(rivals, options);
  return differenceEstimator(one, other);
}

/** Measures of two generators of the same exams, and their differences, from the same resamples. */
export function compareMeasures<Metrics>(
  rivals: Rivals,
  metricsOf: (estimate: Estimator) => Metrics,
  options: ResampleOptions,
): Comparison<Metrics> {
  const [one, other] = rivalSums(rivals, options);
  return {
    one: metricsOf(estimator(one)),
    other: metricsOf(estimator(other)),
    difference: metricsOf(differenceEstimator(one, other)),
  };
}

type Rivals = readonly [one: readonly ExamTerms[], other: readonly ExamTerms[]];

function rivalSums([one, other]: Rivals, options: ResampleOptions): readonly [ResampledSums, ResampledSums] {
  const drawn = drawPatients(one, options);
  return [resampleSums(unitsOf(one, drawn), drawn), resampleSums(unitsOf(other, drawn), drawn)];
}

const drawPatients = (exams: readonly ExamTerms[], { resamples, seed }: ResampleOptions) =>
  resamplePatients(
    exams.map(({ patient }) => patient),
    resamples,
    seed,
  );

const unitsOf = (exams: readonly ExamTerms[], drawn: ReturnType<typeof drawPatients>): SummedCase[] =>
  exams.map(({ patient, terms }) => ({ unit: drawn.unitOf(patient), terms }));
