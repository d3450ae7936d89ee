import { runtimeErrors } from '../errors.ts';
import { readDeaths } from '../journal/underway.ts';
import type { ChunkExam } from './exam-chunk.ts';
import type { ExamTask } from './exam-task.ts';

/** How many workers an exam may take with it, and a chunk in which none was in hand. */
const deathsToFail = 2;

/**
 * The exams of a chunk at which workers have died before: one that took two with it is failed beforehand, and the others are
 * done; where workers die before they have any in hand, all are.
 */
export async function afterDeaths(
  scratch: string,
  { work, chunk, args }: ExamTask,
): Promise<{ readonly exams: readonly ChunkExam[]; readonly isSuspect: boolean }> {
  const { byExam, idle } = await readDeaths(scratch, chunk);
  const exams = args.exams.map((exam): ChunkExam => {
    const deaths = byExam.get(exam.id) ?? 0;
    if (deaths < deathsToFail && idle < deathsToFail) return exam;
    const inHand = deaths < deathsToFail ? `before any exam of part ${chunk} was in hand` : 'with this exam in hand';
    const error = runtimeErrors.TFM_WORKER_CRASHED({
      exam: exam.id,
      stage: args.stages[0].name,
      message: `${Math.max(deaths, idle)} workers died while they did ${work}, ${inHand}.`,
      fix: 'Use fewer workers (`--set compute.workers=1`) or a machine with more memory, and look at this exam by itself (`totalfm inspect`).',
    });
    return { ...exam, error: error.toJSON() };
  });
  return { exams, isSuspect: byExam.size > 0 };
}
