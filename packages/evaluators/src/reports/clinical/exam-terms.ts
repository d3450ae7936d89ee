import type { LabelSet } from '@totalfm/anatomy';
import { groupBy } from '@totalfm/core';
import type { ExamTerms, GeneratedReport } from '../resample-reports.ts';
import { compareReports, outcomes, type ReportComparison } from './compare-reports.ts';
import { countsAt, type OutcomeCounts } from './finding-metrics.ts';
import { labelTerms, labelWidth } from './label-metrics.ts';
import type { StatedReport } from './statements.ts';

/** A generated report compared with its reference, once: all that resamples sum. */
export interface ComparedExam extends ReportComparison {
  readonly patient: string;
  readonly labels: Uint8Array;
}

export const compareExam = (
  { patient, generated, reference }: GeneratedReport<StatedReport>,
  labels: LabelSet,
): ComparedExam => ({
  patient,
  ...compareReports(generated, reference),
  labels: labelTerms(generated, reference, labels),
});

/** What stands where in the sums: whole reports, labels, then four places for the outcomes of each finding of an organ. */
export interface Layout {
  readonly labels: LabelSet;
  readonly findings: readonly PlacedFinding[];
  readonly width: number;
}

export interface PlacedFinding {
  readonly organ: string;
  readonly finding: string;
  readonly place: number;
}

export const whole = {
  reports: 0,
  withFindings: 1,
  allNormal: 2,
  silent: 3,
  sided: 4,
  sidesRight: 5,
  sized: 6,
  sizeErrorMm: 7,
  statedSides: 8,
  statedSidesRight: 9,
};
export const labelsAt = Object.keys(whole).length;

const keyOf = ({ organ, finding }: { organ: string; finding: string }) => `${organ}/${finding}`;

/** `compared`: of all generators whose sums are held against one another. */
export function layOut(compared: readonly ComparedExam[], labels: LabelSet): Layout {
  const start = labelsAt + labelWidth(labels);
  const known = new Map(compared.flatMap(({ findings }) => findings.map((one) => [keyOf(one), one] as const)));
  const findings = [...known]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { organ, finding }], index) => ({ organ, finding, place: start + index * outcomes.length }));
  return { labels, findings, width: start + findings.length * outcomes.length };
}

export function clinicalTerms(compared: readonly ComparedExam[], { findings, width }: Layout): ExamTerms[] {
  const placeOf = new Map(findings.map((one) => [keyOf(one), one.place]));
  return compared.map((exam) => {
    const terms = new Float64Array(width);
    terms[whole.reports] = 1;
    terms[whole.withFindings] = Number(exam.hasFindings);
    terms[whole.allNormal] = Number(exam.allNormal);
    terms[whole.silent] = Number(exam.silent);
    terms.set(exam.labels, labelsAt);
    for (const one of exam.findings) {
      terms[placeOf.get(keyOf(one))! + outcomes.indexOf(one.outcome)]++;
      if (one.sideRight !== undefined) {
        terms[whole.sided]++;
        terms[whole.sidesRight] += Number(one.sideRight);
        terms[whole.statedSides] += one.statedSides?.named ?? 0;
        terms[whole.statedSidesRight] += one.statedSides?.right ?? 0;
      }
      if (one.sizeErrorMm !== undefined) {
        terms[whole.sized]++;
        terms[whole.sizeErrorMm] += one.sizeErrorMm;
      }
    }
    return { patient: exam.patient, terms };
  });
}

/** Counts of outcomes by whatever findings are told apart by; those of which that is undefined are in no group. */
export function countsBy(
  { findings }: Layout,
  groupOf: (finding: PlacedFinding) => string | undefined,
): ReadonlyMap<string, (sums: ArrayLike<number>) => OutcomeCounts> {
  const grouped = groupBy(
    findings.filter((one) => groupOf(one) !== undefined),
    (one) => groupOf(one)!,
  );
  return new Map([...grouped].map(([group, some]) => [group, countsAt(some.map(({ place }) => place))]));
}
