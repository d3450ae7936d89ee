import { writing } from '@totalfm/core';
import type { ArtifactWork } from '../artifacts/artifact.ts';
import { DiscardWork } from '../artifacts/artifact-store.ts';
import { joinOutcomes, readOutcomes } from '../journal/exam-journal.ts';
import { noteDeath } from '../journal/underway.ts';
import { allFailed, isAllFailed } from './all-failed.ts';
import type { OpenStage } from './exam-groups.ts';
import { examsPerChunk, tasksOf, type Made } from './group-tasks.ts';
import type { RunContext, StageResult } from './run-context.ts';
import type { ExamStage, Stage } from './stage.ts';

interface Group {
  readonly context: RunContext;
  readonly planned: readonly OpenStage[];
  readonly made: Made;
}

/**
 * Makes the artifacts of stages that go over exams together. Chunks of exams are done in any order, by any number of
 * workers; a chunk whose journal pieces are there is never done again; pieces are joined in order. So the artifacts' bytes
 * do not depend on workers, interruptions, or which stages went together.
 */
export async function makeExamGroup(group: Group): Promise<readonly StageResult[]> {
  const { context, planned, made } = group;
  const results: StageResult[] = [];
  await makeFrom(group, 0, { works: [], results, shares: new Map() });
  const missing = planned.findIndex((_, index) => results[index] === undefined);
  if (missing < 0) return results;
  // Another process has finished a stage in the meantime, and not the ones after it.
  const before = planned.slice(0, missing).map(({ stage }, index) => [stage, results[index].artifact] as const);
  const rest = { context, planned: planned.slice(missing), made: new Map([...made, ...before]) };
  return [...results.slice(0, missing), ...(await makeExamGroup(rest))];
}

interface Making {
  readonly works: ArtifactWork[];
  readonly results: StageResult[];
  /** Milliseconds of work by stage. */
  readonly shares: Map<string, number>;
  /** How many chunks of exams there are, once all are done. */
  chunks?: number;
}

/** Opens the work of one stage after the other; inside of the last, all of them are done. */
async function makeFrom(group: Group, index: number, making: Making): Promise<void> {
  const { context, planned } = group;
  const { stage, recipe } = planned[index];
  making.results[index] = await context.store.make(
    recipe,
    async (work) => {
      making.works[index] = work;
      if (index + 1 < planned.length) await makeFrom(group, index + 1, making);
      // Another process may have finished the stages after this one in the meantime: then it goes alone.
      making.chunks ??= await doChunks({ ...group, planned: planned.slice(0, index + 1) }, making);
      await finishStage(group, stage, work, making.chunks);
    },
    {
      signal: context.signal,
      onWait: ({ pid }) =>
        context.progress(stage.name).warn(`Waiting for process ${pid}, which is making the same artifact.`),
      shareOfTime: () => shareOf(stage, making),
    },
  );
}

/** What a stage took of the time that all of them took together. */
function shareOf({ name }: Stage, { shares }: Making): number {
  const total = [...shares.values()].reduce((sum, share) => sum + share, 0);
  return total > 0 ? (shares.get(name) ?? 0) / total : 1;
}

/** Returns how many there are. */
async function doChunks({ context, planned, made }: Group, { works, shares }: Making): Promise<number> {
  const stages = planned.map(({ stage }) => stage);
  const shared = works.map(({ id }) => context.store.work(id));
  const sync = () => Promise.all(shared.map((work) => work.sync()));
  await sync();
  const { exams, chunks, done: before, open } = await tasksOf(stages, works, made);
  const progress = context.progress(stages[0].name);
  let done = before;
  progress.update(done, exams);
  if (done < exams) {
    await run();
    await sync();
  }
  await checkOutcomes({ context, planned, made }, works, chunks);
  return chunks;

  async function run() {
    await context.runner().run(open(), {
      signal: context.signal,
      onRecord: context.onRecord,
      units: { done: before, total: exams },
      concurrency: await chunksAtOnce(context, planned),
      onUnit(milliseconds) {
        for (const [name, time] of Object.entries(milliseconds)) shares.set(name, (shares.get(name) ?? 0) + time);
        // A part that is tried again after a crash counts its exams twice.
        progress.update((done = Math.min(done + 1, exams)), exams);
      },
      async onDeath(task, error) {
        progress.warn(error.message);
        await noteDeath(works[0].scratch, task.chunk);
        await shared[0].giveNotes(task.chunk);
      },
      isDone: async ({ chunk }) => {
        const finished = await Promise.all(shared.map((work) => work.isDone(chunk)));
        return finished.every(Boolean);
      },
      warn: progress.warn,
    });
  }
}

/** Throws the first stage's `TFM_ALL_EXAMS_FAILED`, and drops the work of all. */
async function checkOutcomes(
  { context, planned }: Group,
  works: readonly ArtifactWork[],
  chunks: number,
): Promise<void> {
  let failure: unknown;
  for (const [index, { stage }] of planned.entries()) {
    const outcomes = () => readOutcomes(works[index].scratch, chunks);
    if (!(await isAllFailed(outcomes()))) continue;
    await context.onLostExams(stage.name, outcomes());
    failure ??= await allFailed(stage.name, outcomes());
  }
  if (failure === undefined) return;
  // Each work that is discarded throws the reason on to the one around it.
  throw planned.reduce<unknown>((error) => new DiscardWork(error), failure);
}

/** Enough chunks that a stage which waits for a server is never short of exams at a chunk's end. */
async function chunksAtOnce({ container }: RunContext, planned: readonly OpenStage[]): Promise<number> {
  if (planned.length > 1) return 1;
  const [{ stage }] = planned;
  const concurrency = stage.exam.concurrency?.((await container.components(stage.uses)) as never) ?? 1;
  return concurrency > 1 ? Math.ceil(concurrency / examsPerChunk) + 1 : 1;
}

async function finishStage({ context }: Group, stage: ExamStage, work: ArtifactWork, chunks: number): Promise<void> {
  const components = (await context.container.components(stage.uses)) as never;
  const files = await context.store.work(work.id).files();
  const place = { dir: work.dir, scratch: work.scratch, files, chunks, signal: context.signal };
  await writing(work.dir, () => stage.exam.pieces.finish(components, place));
  await files.close();
  await joinOutcomes(work.scratch, chunks, work.dir);
}
