import { runtimeErrors } from '../errors.ts';
import type { ExamOutcomes } from '../journal/exam-journal.ts';

/** True where a stage has a result for no exam. Reads no further than to the first that it has. */
export async function isAllFailed(outcomes: ExamOutcomes): Promise<boolean> {
  for await (const { status } of outcomes) if (status === 'done') return false;
  return true;
}

/** Why a stage has a result for no exam: its reasons by count, and the first in full. */
export async function allFailed(stage: string, outcomes: ExamOutcomes) {
  const counts = new Map<string, number>();
  let exams = 0;
  let first;
  for await (const { error, lostIn } of outcomes) {
    exams++;
    first ??= error;
    const reason = error?.code ?? `lost in ${lostIn}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} (${count})`);
  return runtimeErrors.TFM_ALL_EXAMS_FAILED({
    stage,
    exam: first?.where.exam,
    file: first?.where.file,
    message: `The stage ${stage} failed for all ${exams} exams: ${reasons.join(', ')}.${first ? ` The first: ${first.message}` : ''}`,
    fix: first?.fix ?? 'See failures.jsonl of the run for each exam’s error.',
  });
}
