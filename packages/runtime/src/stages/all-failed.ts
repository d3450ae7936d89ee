import { runtimeErrors } from '../errors.ts';
import type { ExamOutcome } from '../journal/exam-journal.ts';

/** True where a stage has a result for no exam. */
export const isAllFailed = (outcomes: readonly ExamOutcome[]): boolean =>
  !outcomes.some((outcome) => outcome.status === 'done');

/** Why a stage has a result for no exam: its reasons by count, and the first in full. */
export function allFailed(stage: string, outcomes: readonly ExamOutcome[]) {
  const counts = new Map<string, number>();
  for (const { error, lostIn } of outcomes) {
    const reason = error?.code ?? `lost in ${lostIn}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} (${count})`);
  const first = outcomes.find((outcome) => outcome.error)?.error;
  return runtimeErrors.TFM_ALL_EXAMS_FAILED({
    stage,
    exam: first?.where.exam,
    file: first?.where.file,
    message: `The stage ${stage} failed for all ${outcomes.length} exams: ${reasons.join(', ')}.${first ? ` The first: ${first.message}` : ''}`,
    fix: first?.fix ?? 'See failures.jsonl of the run for each exam’s error.',
  });
}
