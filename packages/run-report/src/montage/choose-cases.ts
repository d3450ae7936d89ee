import type { CaseScore, EvaluationMetrics, TargetResult } from '@totalfm/core';

export interface ChosenCases {
  readonly target: TargetResult;
  /** Found, the surest first. */
  readonly hits: readonly CaseScore[];
  /** Not found, the most wrong first. */
  readonly misses: readonly CaseScore[];
  /** Called positive and not, the most wrong first. */
  readonly falseAlarms: readonly CaseScore[];
}

/** The best-supported targets of each grade, and the most telling cases of each. */
export function chooseCases(
  { targets }: EvaluationMetrics,
  scores: readonly CaseScore[],
  { perGrade = 2, perKind = 3 } = {},
): ChosenCases[] {
  const withPairs = scores.filter(({ pair }) => pair !== undefined);
  const taken = new Map<string, number>();
  return [...targets]
    .sort((a, b) => (b.positives ?? 0) - (a.positives ?? 0))
    .filter(({ grade = '' }) => {
      const count = (taken.get(grade) ?? 0) + 1;
      taken.set(grade, count);
      return count <= perGrade;
    })
    .map((target) => {
      const some = (label: boolean, predicted: boolean, lowestFirst = false) =>
        withPairs
          .filter((one) => one.target === target.id && one.label === label && one.predicted === predicted)
          .sort((a, b) => (lowestFirst ? a.score - b.score : b.score - a.score))
          .slice(0, perKind);
      return { target, hits: some(true, true), misses: some(true, false, true), falseAlarms: some(false, true) };
    })
    .filter(({ hits, misses, falseAlarms }) => hits.length + misses.length + falseAlarms.length > 0);
}
