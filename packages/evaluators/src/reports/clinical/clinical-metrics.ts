import { ctRate18, type LabelSet } from '@totalfm/anatomy';
import type { Estimate } from '@totalfm/core';
import type { Estimator } from '@totalfm/statistics';
import {
  compareMeasures,
  estimatorOf,
  type Comparison,
  type GeneratedReport,
  type ResampleOptions,
  type RivalReports,
} from '../resample-reports.ts';
import {
  clinicalTerms,
  compareExam,
  countsBy,
  labelsAt,
  layOut,
  whole,
  type Layout,
  type PlacedFinding,
} from './exam-terms.ts';
import { countsAt, findingMetrics, outcomesPerReport, type FindingMetrics, type PerReport } from './finding-metrics.ts';
import { labelMetrics, type LabelMetrics } from './label-metrics.ts';
import type { StatedReport } from './statements.ts';

/** Whether generated reports say what is there. Undefined: not defined for these exams. */
export interface ClinicalMetrics extends ReportMetrics {
  /** By organ id, and by finding id, of those that any report has present. */
  readonly byOrgan: Readonly<Record<string, FindingMetrics>>;
  readonly byFinding: Readonly<Record<string, FindingMetrics>>;
  readonly labels: LabelMetrics;
}

/** Those of {@link ClinicalMetrics} that are of all findings together. */
export interface ReportMetrics {
  readonly all: FindingMetrics;
  readonly perReport: PerReport;
  /** Of the sides that hits name, where the reference names sides: the share that it names, too. */
  readonly sideAccuracy?: Estimate;
  /** Of the hits whose reference names sides: the share with the same ones, none left out. */
  readonly allSidesShare?: Estimate;
  /** Of the hits that both measure: the mean of how far the largest sizes lie apart, in millimetres. */
  readonly sizeErrorMm?: Estimate;
  /** Of the exams whose reference has a finding: the share that is told to have none, and that of reports about nothing. */
  readonly allNormal?: Estimate;
  readonly silent?: Estimate;
}

export interface ClinicalOptions extends ResampleOptions {
  /** Default: the 18 labels of CT-RATE. */
  readonly labels?: LabelSet;
}

/**
 * Findings of generated reports against those of their references, both read by the same report parser: what it misreads,
 * these numbers misread, too. Intervals are of a bootstrap over patients.
 */
export function clinicalMetrics(
  exams: readonly GeneratedReport<StatedReport>[],
  options: ClinicalOptions,
): ClinicalMetrics {
  const { labels = ctRate18 } = options;
  const compared = exams.map((exam) => compareExam(exam, labels));
  const layout = layOut(compared, labels);
  return metricsOf(estimatorOf(clinicalTerms(compared, layout), options), layout);
}

/** Clinical metrics of two generators on the same exams, with paired differences. */
export function compareClinically(
  exams: readonly RivalReports<StatedReport>[],
  options: ClinicalOptions,
): Comparison<ClinicalMetrics> {
  const { labels = ctRate18 } = options;
  const ofRival = (rival: 0 | 1) =>
    exams.map(({ generated, ...exam }) => compareExam({ ...exam, generated: generated[rival] }, labels));
  const [one, other] = [ofRival(0), ofRival(1)];
  const layout = layOut([...one, ...other], labels);
  const terms = [clinicalTerms(one, layout), clinicalTerms(other, layout)] as const;
  return compareMeasures(terms, (estimate) => metricsOf(estimate, layout), options);
}

function metricsOf(estimate: Estimator, layout: Layout): ClinicalMetrics {
  const by = (groupOf: (finding: PlacedFinding) => string) =>
    Object.fromEntries(
      [...countsBy(layout, groupOf)].map(([group, countsOf]) => [group, findingMetrics(estimate, countsOf)]),
    );
  return {
    ...reportMetrics(estimate, layout),
    byOrgan: by(({ organ }) => organ),
    byFinding: by(({ finding }) => finding),
    labels: labelMetrics(estimate, layout.labels, labelsAt),
  };
}

export function reportMetrics(estimate: Estimator, { findings }: Layout): ReportMetrics {
  const ratio = (numerator: keyof typeof whole, denominator: keyof typeof whole) =>
    estimate((sums) => sums[whole[numerator]] / sums[whole[denominator]]);
  const countsOf = countsAt(findings.map(({ place }) => place));
  return {
    all: findingMetrics(estimate, countsOf),
    perReport: outcomesPerReport(estimate, countsOf, (sums) => sums[whole.reports]),
    sideAccuracy: ratio('statedSidesRight', 'statedSides'),
    allSidesShare: ratio('sidesRight', 'sided'),
    sizeErrorMm: ratio('sizeErrorMm', 'sized'),
    allNormal: ratio('allNormal', 'withFindings'),
    silent: ratio('silent', 'withFindings'),
  };
}
