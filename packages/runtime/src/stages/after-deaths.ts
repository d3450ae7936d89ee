import { runtimeErrors } from '../errors.ts';
import { readDeaths, type DeathCount } from '../journal/underway.ts';
import type { ChunkExam } from './exam-chunk.ts';
import type { ExamTask } from './exam-task.ts';

/**
 * How much an exam is accused of, and a chunk in which none was in hand: failed from 1 on. A worker that was seen to die is half of
 * it. One that was only lost may have been ended by somebody, or its network: a quarter, and next to nothing where it had not even begun.
 */
const blameOf = ({ seen, lost }: DeathCount) => seen / 2 + lost / 4;
const idleBlameOf = ({ seen, lost }: DeathCount) => seen / 2 + lost / 20;

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
    const deaths = byExam.get(exam.id);
    const isBlamed = deaths !== undefined && blameOf(deaths) >= 1;
    if (!isBlamed && idleBlameOf(idle) < 1) return exam;
    const { seen, lost } = isBlamed ? deaths : idle;
    const inHand = isBlamed ? 'with this exam in hand' : `before any exam of part ${chunk} was in hand`;
    const error = runtimeErrors.TFM_WORKER_CRASHED({
      exam: exam.id,
      stage: args.stages[0].name,
      message: `${seen + lost} workers died while they did ${work}, ${inHand}.`,
      fix: 'Use fewer workers (`--set compute.workers=1`) or a machine with more memory, and look at this exam by itself (`totalfm inspect`).',
    });
    return { ...exam, error: error.toJSON() };
  });
  return { exams, isSuspect: byExam.size > 0 };
}
