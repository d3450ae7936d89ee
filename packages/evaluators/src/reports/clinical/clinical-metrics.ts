import { ctRate18, type LabelSet } from '@totalfm/anatomy';
import { groupBy, type Estimate } from '@totalfm/core';
import type { Estimator } from '@totalfm/statistics';
import {
  compareMeasures,
  estimateMeasures,
  type Comparison,
  type ExamTerms,
  type GeneratedReport,
  type ResampleOptions,
  type RivalReports,
} from '../resample-reports.ts';
import { compareReports, outcomes, type ReportComparison } from './compare-reports.ts';
import { countsAt, findingMetrics, type FindingMetrics } from './finding-metrics.ts';
import { labelMetrics, labelTerms, labelWidth, type LabelMetrics } from './label-metrics.ts';
import type { StatedReport } from './statements.ts';

/** Whether generated reports say what is there. Undefined: not defined for these exams. */
export interface ClinicalMetrics {
  readonly all: FindingMetrics;
  /** By organ id, and by finding id, of those that any report has present. */
  readonly byOrgan: Readonly<Record<string, FindingMetrics>>;
  readonly byFinding: Readonly<Record<string, FindingMetrics>>;
  /** Of the hits whose reference names sides: the share with the same ones. */
  readonly sideAccuracy?: Estimate;
  /** Of the hits that both measure: the mean of how far the largest sizes lie apart, in millimetres. */
  readonly sizeErrorMm?: Estimate;
  /** Of the exams whose reference has a finding: the share that is told to have none, and that of reports about nothing. */
  readonly allNormal?: Estimate;
  readonly silent?: Estimate;
  readonly labels: LabelMetrics;
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
  return estimateMeasures(termsOf(compared, layout), (estimate) => metricsOf(estimate, layout), options);
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
  const terms = [termsOf(one, layout), termsOf(other, layout)] as const;
  return compareMeasures(terms, (estimate) => metricsOf(estimate, layout), options);
}

interface ComparedExam extends ReportComparison {
  readonly patient: string;
  readonly labels: Uint8Array;
}

const compareExam = (
  { patient, generated, reference }: GeneratedReport<StatedReport>,
  labels: LabelSet,
): ComparedExam => ({
  patient,
  ...compareReports(generated, reference),
  labels: labelTerms(generated, reference, labels),
});

/** What stands where in the sums: whole reports, labels, then four places for the outcomes of each finding of an organ. */
interface Layout {
  readonly labels: LabelSet;
  readonly findings: readonly { readonly organ: string; readonly finding: string; readonly place: number }[];
  readonly width: number;
}

const whole = { exams: 0, allNormal: 1, silent: 2, sided: 3, sidesRight: 4, sized: 5, sizeErrorMm: 6 };
const labelsAt = Object.keys(whole).length;

const keyOf = ({ organ, finding }: { organ: string; finding: string }) => `${organ}/${finding}`;

function layOut(compared: readonly ComparedExam[], labels: LabelSet): Layout {
  const start = labelsAt + labelWidth(labels);
  const known = new Map(compared.flatMap(({ findings }) => findings.map((one) => [keyOf(one), one] as const)));
  const findings = [...known]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { organ, finding }], index) => ({ organ, finding, place: start + index * outcomes.length }));
  return { labels, findings, width: start + findings.length * outcomes.length };
}

function termsOf(compared: readonly ComparedExam[], { findings, width }: Layout): ExamTerms[] {
  const placeOf = new Map(findings.map((one) => [keyOf(one), one.place]));
  return compared.map((exam) => {
    const terms = new Float64Array(width);
    terms[whole.exams] = Number(exam.hasFindings);
    terms[whole.allNormal] = Number(exam.allNormal);
    terms[whole.silent] = Number(exam.silent);
    terms.set(exam.labels, labelsAt);
    for (const one of exam.findings) {
      terms[placeOf.get(keyOf(one))! + outcomes.indexOf(one.outcome)]++;
      if (one.sideRight !== undefined) {
        terms[whole.sided]++;
        terms[whole.sidesRight] += Number(one.sideRight);
      }
      if (one.sizeErrorMm !== undefined) {
        terms[whole.sized]++;
        terms[whole.sizeErrorMm] += one.sizeErrorMm;
      }
    }
    return { patient: exam.patient, terms };
  });
}

function metricsOf(estimate: Estimator, { labels, findings }: Layout): ClinicalMetrics {
  const of = (some: Layout['findings']) => findingMetrics(estimate, countsAt(some.map(({ place }) => place)));
  const by = (name: 'organ' | 'finding') =>
    Object.fromEntries([...groupBy(findings, (one) => one[name])].map(([group, some]) => [group, of(some)]));
  const ratio = (numerator: keyof typeof whole, denominator: keyof typeof whole) =>
    estimate((sums) => sums[whole[numerator]] / sums[whole[denominator]]);
  return {
    all: of(findings),
    byOrgan: by('organ'),
    byFinding: by('finding'),
    sideAccuracy: ratio('sidesRight', 'sided'),
    sizeErrorMm: ratio('sizeErrorMm', 'sized'),
    allNormal: ratio('allNormal', 'exams'),
    silent: ratio('silent', 'exams'),
    labels: labelMetrics(estimate, labels, labelsAt),
  };
}
