import type { CaseScore } from '@totalfm/core';
import type { FindingsResult } from '../run-files.ts';

export interface ChosenCases {
  readonly finding: string;
  /** Found, the surest first. */
  readonly hits: readonly CaseScore[];
  /** Not found, the most wrong first. */
  readonly misses: readonly CaseScore[];
  /** Called positive and not, the most wrong first. */
  readonly falseAlarms: readonly CaseScore[];
}

/** The best-supported findings of each grade, and the most telling cases of each. */
export function chooseCases(
  { byFinding }: FindingsResult,
  scores: readonly CaseScore[],
  { perGrade = 2, perKind = 3 } = {},
): ChosenCases[] {
  const withPairs = scores.filter(({ pair, target }) => pair !== undefined && target in byFinding);
  const taken = new Map<string, number>();
  return Object.entries(byFinding)
    .sort(([, a], [, b]) => (b.positives ?? 0) - (a.positives ?? 0))
    .filter(([, { grade = '' }]) => {
      const count = (taken.get(grade) ?? 0) + 1;
      taken.set(grade, count);
      return count <= perGrade;
    })
    .map(([finding]) => {
      const some = (label: boolean, predicted: boolean, lowestFirst = false) =>
        withPairs
          .filter((one) => one.target === finding && one.label === label && one.predicted === predicted)
          .sort((a, b) => (lowestFirst ? a.score - b.score : b.score - a.score))
          .slice(0, perKind);
      return { finding, hits: some(true, true), misses: some(true, false, true), falseAlarms: some(false, true) };
    })
    .filter(({ hits, misses, falseAlarms }) => hits.length + misses.length + falseAlarms.length > 0);
}
