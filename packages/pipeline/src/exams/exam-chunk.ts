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
 * follows; only cancelling and a full disk stop the chunk. `work` returns its warnings. Outcomes are in the order of `exams`,
 * whatever order they were done in.
 */
export async function eachExam(
  stage: string,
  exams: readonly ChunkExam[],
  { container, signal, unitDone }: ChunkContext,
  work: (exam: Exam) => Promise<readonly ErrorRecord[] | void>,
  concurrency = 1,
): Promise<readonly ExamOutcome[]> {
  const cohort = await container.get('cohort');
  const outcomes: ExamOutcome[] = [];
  const queue = [...exams.entries()];
  const loop = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      throwIfAborted(signal);
      const [index, { id, lostIn, error }] = next;
      outcomes[index] = lostIn
        ? { exam: id, status: 'skipped', lostIn }
        : error
          ? { exam: id, status: 'failed', error }
          : await outcomeOf(id);
      unitDone();
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, exams.length) }, loop));
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
