import { bestF1Threshold, rankCases } from '@totalfm/statistics';

/** One finding in one organ part. */
interface UnitCase {
  readonly finding: string;
  readonly exam: string;
  readonly label: boolean;
}

/**
 * The threshold of best F1 over all findings of all exams. Parts of an exam that show the same finding (two kidneys) are one:
 * as sure as the surer, there where any has it.
 */
export function bestUnitThreshold(cases: readonly UnitCase[], values: ArrayLike<number>, fallback = 0.5): number {
  const units = new Map<string, { score: number; label: boolean }>();
  cases.forEach(({ exam, finding, label }, index) => {
    const key = `${exam} ${finding}`;
    const unit = units.get(key);
    if (!unit) units.set(key, { score: values[index], label });
    else {
      unit.score = Math.max(unit.score, values[index]);
      unit.label ||= label;
    }
  });
  return bestF1Threshold(rankCases([...units.values()])) ?? fallback;
}
