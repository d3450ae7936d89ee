import { auroc, meanOfDefined, rankCases } from '@totalfm/statistics';
import type { ExamCase } from './exam-cases.ts';

/** The test cases of a finding by each of its wordings alone. */
export interface WordedCases {
  readonly id: string;
  readonly byWording: readonly (readonly ExamCase[])[];
}

/** How far AUROC depends on the words that findings are asked for in. */
export interface WordingSensitivity {
  /** Mean over findings of their deviations; null where none has one. */
  readonly deviation: number | null;
  /** Mean over findings of the mean AUROC that one wording has by itself. */
  readonly oneWording: number | null;
  /** By finding, the largest first: standard deviation (n − 1) of AUROC over its wordings, each scored by itself. */
  readonly deviations: Readonly<Record<string, number>>;
}

/**
 * Of findings with several wordings and exams of both classes. There are no intervals: in a resample of patients wordings differ by
 * chance as well, so that its deviations lie above the one that is estimated.
 */
export function wordingSensitivity(findings: readonly WordedCases[]): WordingSensitivity {
  const known = findings
    .filter(({ byWording }) => byWording.length > 1)
    .map(({ id, byWording }) => ({ id, ...spread(byWording.map((cases) => auroc(rankCases(cases)))) }))
    .filter(({ deviation }) => !Number.isNaN(deviation))
    .sort((a, b) => b.deviation - a.deviation || (a.id < b.id ? -1 : 1));
  const meanOf = (values: readonly number[]) => (values.length > 0 ? meanOfDefined(values) : null);
  return {
    deviation: meanOf(known.map(({ deviation }) => deviation)),
    oneWording: meanOf(known.map(({ mean }) => mean)),
    deviations: Object.fromEntries(known.map(({ id, deviation }) => [id, deviation])),
  };
}

/** NaN where any value is. */
function spread(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
