import type { Estimate, Measure } from '@totalfm/core';
import {
  auroc,
  estimateOf,
  meanOfDefined,
  meanOfResamples,
  rankCases,
  resamplePatients,
  resampleStatistic,
} from '@totalfm/statistics';
import type { ExamCase } from './exam-cases.ts';

/** How far a finding’s AUROC depends on the words that it is asked for in. */
export const wordingMeasure: Measure = {
  id: 'wording',
  title: 'AUROC’s SD over wordings',
  better: 'lower',
  range: [0, 1],
};

/** The test cases of a finding by each of its wordings alone. */
export interface WordedCases {
  readonly id: string;
  readonly byWording: readonly (readonly ExamCase[])[];
}

export interface WordingDeviations {
  /** Undefined for a finding of one wording, or without exams of both classes. */
  of(finding: string): Estimate | undefined;
  /** Over the findings that have one; null where none has. */
  mean(findings: readonly string[]): Estimate | null;
}

/**
 * Standard deviations (n − 1) of AUROC over wordings, each scored by itself, with intervals of the same resamples of patients for all
 * findings.
 */
export function wordingDeviations(
  findings: readonly WordedCases[],
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): WordingDeviations {
  const patients = findings.flatMap(({ byWording }) =>
    byWording.flatMap((cases) => cases.map(({ patient }) => patient)),
  );
  const drawn = resamplePatients(patients, resamples, seed);
  const known = new Map<string, { readonly value: number; readonly values: Float64Array }>();
  for (const { id, byWording } of findings) {
    if (byWording.length < 2) continue;
    const rankings = byWording.map((cases) => rankCases(cases, ({ patient }) => drawn.unitOf(patient)));
    const value = deviation(rankings.map((ranking) => auroc(ranking)));
    if (Number.isNaN(value)) continue;
    const resampled = rankings.map((ranking) => resampleStatistic(auroc, ranking, drawn));
    const values = Float64Array.from({ length: resamples }, (_, at) => deviation(resampled.map((one) => one[at])));
    known.set(id, { value, values });
  }
  return {
    of: (id) => estimateOf(known.get(id)?.value ?? NaN, known.get(id)?.values ?? new Float64Array()),
    mean(ids) {
      const some = ids.flatMap((id) => known.get(id) ?? []);
      const value = meanOfDefined(some.map((one) => one.value));
      const values = meanOfResamples(
        some.map((one) => one.values),
        resamples,
      );
      return estimateOf(value, values) ?? null;
    },
  };
}

/** NaN where any value is. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
