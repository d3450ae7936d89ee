import { bestF1Threshold, f1Score, rankCases, resamplePatients } from '@totalfm/statistics';

/** One finding in one organ part. */
export interface UnitCase {
  readonly finding: string;
  readonly exam: string;
  readonly patient: string;
  readonly label: boolean;
}

const resamples = 100;

/**
 * The threshold of best F1 over all findings of all exams, and that F1. Parts of an exam that show the same finding (two kidneys)
 * are one: as sure as the surer, there where any has it. F1 is flat about its best, and where a few patients put it is chance: it is
 * the mean of the best thresholds of resamples of patients (bagging). Undefined where there is nothing to choose by.
 */
export function bestUnitThreshold(
  cases: readonly UnitCase[],
  values: ArrayLike<number>,
): { readonly threshold: number; readonly f1: number } | undefined {
  const units = new Map<string, { score: number; label: boolean; readonly patient: string }>();
  cases.forEach(({ exam, patient, finding, label }, index) => {
    const key = `${exam} ${finding}`;
    const unit = units.get(key);
    if (!unit) units.set(key, { score: values[index], label, patient });
    else {
      unit.score = Math.max(unit.score, values[index]);
      unit.label ||= label;
    }
  });
  const { unitOf, weights } = resamplePatients(
    cases.map(({ patient }) => patient),
    resamples,
    0,
  );
  const ranking = rankCases([...units.values()], ({ patient }) => unitOf(patient));
  const best = weights.flatMap((drawn) => bestF1Threshold(ranking, drawn) ?? []);
  if (best.length === 0) return undefined;
  const threshold = best.reduce((sum, one) => sum + one, 0) / best.length;
  return { threshold, f1: f1Score(ranking, threshold) };
}
