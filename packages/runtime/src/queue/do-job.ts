import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorRecord, isTotalFmError, toErrorRecord, type Json, type TakenJob } from '@totalfm/core';
import { artifactFile, workPlace } from '../artifacts/artifact.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { readChunkOutcomes } from '../journal/exam-journal.ts';
import { noteDeath, noteLost } from '../journal/underway.ts';
import type { ExamTask } from '../stages/exam-task.ts';
import { exists } from '../what-is-there.ts';
import { traced } from '../run/tracing.ts';
import { runTask, TaskFailure } from '../work/run-task.ts';
import type { WorkerPool } from '../work/worker-pool.ts';
import { readJob, type JobProgress } from './job-data.ts';

/** How often at most a job tells of its exams. */
const tellMs = 500;

export interface DoJobParts {
  readonly pool: WorkerPool;
  readonly store: ArtifactStore;
  /** The worker ends. */
  readonly signal: AbortSignal;
  readonly onDeath: (error: ErrorRecord) => void;
}

export interface JobResult {
  readonly what: 'done' | 'failed' | 'given back';
  readonly exams: number;
  readonly error?: ErrorRecord;
  /** It failed for something that is wrong with this machine, or for now. */
  readonly isPassing?: boolean;
}

/** Does a job that was taken, and settles it. What is done already is not done again. */
export async function doJob(taken: TakenJob, parts: DoJobParts): Promise<JobResult> {
  try {
    const task = readJob(taken.job.data);
    const work = () => doTask(task, taken, parts);
    if (!(await isDone(task, parts.store)))
      // Only what a run traces is traced: its privacy decides whether there is a collector.
      return await (task.trace
        ? traced(task.work, { chunk: task.chunk, exams: task.units }, work, task.trace)
        : work());
    await taken.done({ units: [] } satisfies JobProgress as Json);
    return { what: 'done', exams: 0 };
  } catch (error) {
    return fail(taken, error, parts);
  }
}

async function doTask(task: ExamTask, taken: TakenJob, { pool, store, signal, onDeath }: DoJobParts) {
  const { id } = task.args.stages[0];
  const [{ scratch }, notes] = [workPlace(store.root, id), store.work(id)];
  if (taken.lost > 0) {
    await notes.bringNotes(task.chunk);
    await noteLost(scratch, task.chunk, taken.lost);
    await notes.giveNotes(task.chunk);
  }
  const units: Readonly<Record<string, number>>[] = [];
  const ledger: JobProgress['ledger'] = [];
  let told = performance.now();
  await runTask(pool, task, {
    signal: AbortSignal.any([signal, taken.signal]),
    isTriedAgain: taken.triesLeft > 0,
    onRecord: (line) => void ledger.push(line),
    onUnit(milliseconds) {
      units.push(milliseconds);
      if (performance.now() - told < tellMs) return;
      told = performance.now();
      void taken.progress({ units: [...units] } satisfies JobProgress as Json);
    },
    async onDeath(_, error) {
      onDeath(toErrorRecord(error));
      await noteDeath(scratch, task.chunk);
      await notes.giveNotes(task.chunk);
    },
  });
  await removeLeftovers(task, store);
  const failures = await failuresOf(task, store);
  await taken.done({ units, ledger, failures } satisfies JobProgress as Json);
  return { what: 'done', exams: task.units } as const;
}

/** Exams of a chunk that failed, by code. */
async function failuresOf({ args, chunk }: ExamTask, { root }: ArtifactStore): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { id } of args.stages)
    for (const { status, error } of await readChunkOutcomes(workPlace(root, id).scratch, chunk).catch(() => []))
      if (status === 'failed' && error) counts[error.code] = (counts[error.code] ?? 0) + 1;
  return counts;
}

/** Whether a chunk's results are there in all stages. */
async function isDone({ args, chunk }: ExamTask, store: ArtifactStore): Promise<boolean> {
  for (const { id } of args.stages) if (!(await store.work(id).isDone(chunk))) return false;
  return true;
}

/** Another worker was faster, and the artifact is finished: what was written for it lies in a folder that nobody looks at. */
async function removeLeftovers({ args }: ExamTask, { root }: ArtifactStore): Promise<void> {
  for (const { id } of args.stages)
    if (await exists(join(root, id, artifactFile))) await rm(workPlace(root, id).dir, { recursive: true, force: true });
}

async function fail(taken: TakenJob, thrown: unknown, { signal }: DoJobParts): Promise<JobResult> {
  const { error, isPassing } = thrown instanceof TaskFailure ? thrown : { error: thrown as Error, isPassing: false };
  if (signal.aborted) {
    await taken.giveBack();
    return { what: 'given back', exams: 0 };
  }
  const record = toErrorRecord(error);
  // Somebody else has it by now, or nobody wants it any more.
  if (!taken.signal.aborted) await taken.failed(wordless(error), isPassing);
  return { what: 'failed', exams: 0, error: record, isPassing };
}

/** An error without a code may say anything, and a queue is told no word of a report. */
const wordless = (error: unknown): ErrorRecord =>
  isTotalFmError(error) && error.code !== 'TFM_INTERNAL'
    ? error.toJSON()
    : {
        code: 'TFM_INTERNAL',
        message: 'A worker met a defect.',
        where: {},
        fix: 'The log of that worker says more; `totalfm run` on one machine meets it, too.',
      };
