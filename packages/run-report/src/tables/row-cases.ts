import { groupBy } from '@totalfm/core';
import type { ScoreLine } from '@totalfm/run-format';

/** What a run says of one row's target in one exam. */
export interface RowCase {
  readonly exam: string;
  readonly patient: string;
  readonly score: number;
  readonly label: boolean;
  readonly predicted: boolean;
}

/** A run's cases of a row by exam, from the lines of its evaluator. */
export function rowCases(lines: readonly ScoreLine[], targets: readonly string[]): ReadonlyMap<string, RowCase> {
  const own = lines.filter(({ target, label }) => targets.includes(target) && label !== undefined);
  return new Map(
    [...groupBy(own, ({ exam }) => exam)].map(([exam, cases]) => [
      exam,
      {
        exam,
        patient: cases[0].patient,
        score: Math.max(...cases.map(({ score }) => score)),
        label: cases.some(({ label }) => label),
        predicted: cases.some(({ predicted }) => predicted),
      },
    ]),
  );
}

/** Cases of one row that runs can be compared on. */
export interface SharedCases {
  /** In the order of the runs, each in the order of the same exams; undefined for a run without any case of the row. */
  readonly byRun: readonly (readonly RowCase[] | undefined)[];
  /** Exams left out because the runs do not agree on the label. */
  readonly disagreements: number;
}

/**
 * Exams that every run with cases of the row has, with one label. A patient is named as the first of these runs names it.
 */
export function sharedCases(runs: readonly ReadonlyMap<string, RowCase>[]): SharedCases {
  const scored = runs.filter(({ size }) => size > 0);
  const [first = new Map<string, RowCase>()] = scored;
  const inAll = [...first.keys()].filter((exam) => scored.every((run) => run.has(exam)));
  const agreed = inAll.filter((exam) => scored.every((run) => run.get(exam)!.label === first.get(exam)!.label));
  const casesOf = (run: ReadonlyMap<string, RowCase>) =>
    agreed.map((exam): RowCase => ({ ...run.get(exam)!, patient: first.get(exam)!.patient }));
  return {
    byRun: runs.map((run) => (run.size > 0 ? casesOf(run) : undefined)),
    disagreements: inAll.length - agreed.length,
  };
}
