import type { StageRecord } from '@totalfm/run-format';
import type { ExamOutcome, ExamOutcomes } from '../journal/exam-journal.ts';
import type { FailureLine } from './run-folder.ts';

/** How often each code came. */
export interface Counts {
  add(code: string): void;
  /** In the order of codes. */
  byCode(): Readonly<Record<string, number>>;
}

export function createCounts(): Counts {
  const counts = new Map<string, number>();
  return {
    add: (code) => void counts.set(code, (counts.get(code) ?? 0) + 1),
    byCode: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Counts the outcomes of a stage while its failures are written. */
export interface ExamTally {
  /** The lines of `failures.jsonl` that outcomes give; what is skipped was told by the stage that lost it. */
  failures(stage: string, outcomes: ExamOutcomes): AsyncGenerator<FailureLine>;
  /** What a manifest says of them; nothing where there were none. */
  record(): Partial<Pick<StageRecord, 'exams' | 'failures' | 'warnings'>>;
}

export function createExamTally(): ExamTally {
  const exams = { done: 0, failed: 0, skipped: 0 };
  const counts = { error: createCounts(), warning: createCounts() };
  return {
    async *failures(stage, outcomes) {
      for await (const outcome of outcomes) {
        exams[outcome.status]++;
        for (const line of failureLines(stage, outcome)) {
          counts[line.level].add(line.code);
          yield line;
        }
      }
    },
    record: () =>
      exams.done + exams.failed + exams.skipped > 0
        ? { exams, failures: counts.error.byCode(), warnings: counts.warning.byCode() }
        : {},
  };
}

const failureLines = (stage: string, { exam, error, warnings = [] }: ExamOutcome): readonly FailureLine[] => [
  ...(error ? [{ stage, exam, level: 'error' as const, ...error }] : []),
  ...warnings.map((warning) => ({ stage, exam, level: 'warning' as const, ...warning })),
];
