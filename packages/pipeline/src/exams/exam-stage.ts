import { join } from 'node:path';
import { toErrorRecord, writeFileWhole, type ExamListing } from '@totalfm/core';
import {
  DiscardWork,
  finishedChunks,
  jsonLines,
  readJsonLines,
  readOutcomes,
  type Artifact,
  type ArtifactRecipe,
  type ArtifactWork,
  type ChunkContext,
  type ChunkTask,
  type ExamOutcome,
} from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';
import type { StageContext, StageResult } from '../stage-context.ts';
import type { ChunkExam } from './exam-chunk.ts';
import { examsPerChunk, inChunks, journalFile } from './exam-list.ts';

/** What a chunk of any per-exam stage is told; a stage adds what else it reads. */
export interface ExamChunkArgs {
  readonly dir: string;
  readonly scratch: string;
  readonly exams: readonly ChunkExam[];
}

/** The task that a stage's chunk function gets. */
export type ExamTask<Args = object> = ChunkTask<ExamChunkArgs & Args>;

export interface ExamStage<Args extends object> {
  readonly recipe: ArtifactRecipe;
  readonly exams: readonly ExamListing[];
  /** Artifacts of earlier per-exam stages: what they lost is skipped here. */
  readonly after: readonly Artifact[];
  readonly args: Args;
  /** Chunks under way at once in one process, for a stage that waits for something else; default 1. */
  readonly concurrency?: () => Promise<number>;
  /** Does one chunk: the function that workers know by the stage's name. */
  readonly chunk: (task: ExamTask<Args>, context: ChunkContext) => Promise<void>;
  /** Joins the chunks' pieces into the artifact's files, in the order of chunks. */
  readonly finish: (work: ArtifactWork, chunks: number) => Promise<void>;
}

/**
 * Makes the artifact of a stage that goes exam by exam. Chunks of exams are done in any order, by any number of
 * workers; a chunk whose journal piece is there is never done again; the pieces are joined in order. So the
 * artifact's bytes do not depend on workers or interruptions.
 */
export async function runExamStage<Args extends object>(
  context: StageContext,
  { recipe, exams, after, args, concurrency, chunk, finish }: ExamStage<Args>,
): Promise<StageResult> {
  const { stage } = recipe;
  return context.store.make(
    recipe,
    async (work) => {
      const lost = await lostExams(after);
      const chunks = inChunks(
        exams.map(({ id }): ChunkExam => (lost.has(id) ? { id, lostIn: lost.get(id) } : { id })),
        examsPerChunk,
      );
      const finished = await finishedChunks(work.scratch);
      const tasks = chunks
        .map(
          (items, index): ExamTask<Args> => ({
            work: stage,
            chunk: index,
            args: { ...args, dir: work.dir, scratch: work.scratch, exams: items },
          }),
        )
        .filter((task) => !finished.has(task.chunk));
      let done = exams.length - tasks.reduce((sum, task) => sum + task.args.exams.length, 0);
      context.progress.update(done, exams.length);
      if (tasks.length > 0) {
        await context.runner().run(tasks, {
          signal: context.signal,
          concurrency: await concurrency?.(),
          // A part that is tried again after a crash counts its exams twice.
          onUnit: () => context.progress.update((done = Math.min(done + 1, exams.length)), exams.length),
          onCrash: async (task, error) => {
            context.progress.warn(error.message);
            // Done here with every exam failed beforehand, so that the chunk leaves the (empty) pieces that joining expects.
            const { args: given } = task as ExamTask<Args>;
            const failed = given.exams.map(
              (exam): ChunkExam => ({ ...exam, error: toErrorRecord(error, { exam: exam.id, stage }) }),
            );
            await chunk(
              { ...(task as ExamTask<Args>), args: { ...given, exams: failed } },
              { container: context.container, signal: context.signal, unitDone() {} },
            );
          },
        });
      }
      const outcomes = await readOutcomes(work.scratch, chunks.length);
      if (!outcomes.some((outcome) => outcome.status === 'done')) {
        context.onLostExams?.(outcomes);
        throw new DiscardWork(allFailed(stage, outcomes));
      }
      await finish(work, chunks.length);
      await writeFileWhole(join(work.dir, journalFile), jsonLines(outcomes));
    },
    {
      signal: context.signal,
      onWait: ({ pid }) => context.progress.warn(`Waiting for process ${pid}, which is making the same artifact.`),
    },
  );
}

/** The stage's journal; empty for a stage that kept none. */
export const readJournal = (artifact: Artifact): Promise<readonly ExamOutcome[]> =>
  artifact.manifest.files.some((file) => file.path === journalFile)
    ? readJsonLines<ExamOutcome>(join(artifact.dir, journalFile))
    : Promise.resolve([]);

/** Exams without a result, by id, with the stage that lost them. */
async function lostExams(artifacts: readonly Artifact[]): Promise<ReadonlyMap<string, string>> {
  const lost = new Map<string, string>();
  for (const artifact of artifacts) {
    for (const { exam, status, lostIn } of await readJournal(artifact))
      if (status !== 'done' && !lost.has(exam)) lost.set(exam, lostIn ?? artifact.manifest.stage);
  }
  return lost;
}

function allFailed(stage: string, outcomes: readonly ExamOutcome[]) {
  const counts = new Map<string, number>();
  for (const { error, lostIn } of outcomes) {
    const reason = error?.code ?? `lost in ${lostIn}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} (${count})`);
  const first = outcomes.find((outcome) => outcome.error)?.error;
  return pipelineErrors.TFM_ALL_EXAMS_FAILED({
    stage,
    exam: first?.where.exam,
    file: first?.where.file,
    message: `The stage ${stage} failed for all ${outcomes.length} exams: ${reasons.join(', ')}.${first ? ` The first: ${first.message}` : ''}`,
    fix: first?.fix ?? 'See failures.jsonl of the run for each exam’s error.',
  });
}
