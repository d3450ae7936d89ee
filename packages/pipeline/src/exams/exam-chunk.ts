import { type ErrorRecord, type Exam, isDiskFull, throwIfAborted, toErrorRecord, writeError } from '@totalfm/core';
import { type ChunkContext, type ExamOutcome } from '@totalfm/runtime';

/** An exam of a chunk. */
export interface ChunkExam {
  readonly id: string;
  /** The earlier stage that had no result for it: it is skipped. */
  readonly lostIn?: string;
  /** What befell it before the chunk could be done: it is failed without being opened. */
  readonly error?: ErrorRecord;
}

/**
 * Does `work` for each exam of a chunk and says what became of it. An exam that throws is failed and the next one
 * follows; only cancelling and a full disk stop the chunk. `work` returns its warnings.
 */
export async function eachExam(
  stage: string,
  exams: readonly ChunkExam[],
  { container, signal, unitDone }: ChunkContext,
  work: (exam: Exam) => Promise<readonly ErrorRecord[] | void>,
): Promise<readonly ExamOutcome[]> {
  const cohort = await container.get('cohort');
  const outcomes: ExamOutcome[] = [];
  for (const { id, lostIn, error } of exams) {
    throwIfAborted(signal);
    if (lostIn) outcomes.push({ exam: id, status: 'skipped', lostIn });
    else if (error) outcomes.push({ exam: id, status: 'failed', error });
    else outcomes.push(await outcomeOf(id));
    unitDone();
  }
  return outcomes;

  async function outcomeOf(id: string): Promise<ExamOutcome> {
    try {
      const warnings = await work(await cohort.open(id, signal));
      return { exam: id, status: 'done', ...(warnings?.length ? { warnings } : {}) };
    } catch (error) {
      throwIfAborted(signal);
      if (isDiskFull(error)) throw writeError(error, stage);
      return { exam: id, status: 'failed', error: toErrorRecord(error, { exam: id, stage }) };
    }
  }
}
