import { join } from 'node:path';
import { toErrorRecord, writeFileWhole, writing } from '@totalfm/core';
import type { Artifact, ArtifactWork } from '../artifacts/artifact.ts';
import { DiscardWork } from '../artifacts/artifact-store.ts';
import { jsonLines } from '../artifacts/json-text.ts';
import { finishedChunks, journalFile, readJournal, readOutcomes } from '../journal/exam-journal.ts';
import { allFailed, isAllFailed } from './all-failed.ts';
import type { ChunkExam } from './exam-chunk.ts';
import { createExamWorker, type ExamTask, type ExamTaskArgs } from './exam-worker.ts';
import { readExams } from './listing.ts';
import type { PlannedStage } from './plan-stages.ts';
import { sourceOf } from './pipeline.ts';
import type { RunContext, StageResult } from './run-context.ts';
import type { Stage } from './stage.ts';

/** Exams that are worked on, and written, as one unit: what a kill costs at most. */
export const examsPerChunk = 8;

/** Finished artifacts by stage. */
export type Made = ReadonlyMap<Stage, Artifact>;

interface Group {
  readonly context: RunContext;
  readonly planned: readonly PlannedStage[];
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
}

/** Opens the work of one stage after the other; inside of the last, all of them are done. */
async function makeFrom(group: Group, index: number, making: Making): Promise<void> {
  const { context, planned } = group;
  const { stage, recipe } = planned[index];
  making.results[index] = await context.store.make(
    recipe as NonNullable<PlannedStage['recipe']>,
    async (work) => {
      making.works[index] = work;
      if (index + 1 < planned.length) await makeFrom(group, index + 1, making);
      else await doChunks(group, making);
      await finishStage(group, stage, work);
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

async function doChunks({ context, planned, made }: Group, { works, shares }: Making): Promise<void> {
  const tasks = await tasksOf({ context, planned, made }, works);
  const exams = tasks.all.flatMap(({ args }) => args.exams).length;
  const progress = context.progress(planned[0].stage.name);
  let done = exams - tasks.open.flatMap(({ args }) => args.exams).length;
  progress.update(done, exams);
  if (tasks.open.length > 0) await run();
  await checkOutcomes({ context, planned, made }, works, tasks.all.length);

  async function run() {
    await context.runner().run(tasks.open, {
      signal: context.signal,
      concurrency: await chunksAtOnce(context, planned),
      onUnit(milliseconds) {
        for (const [name, time] of Object.entries(milliseconds)) shares.set(name, (shares.get(name) ?? 0) + time);
        // A part that is tried again after a crash counts its exams twice.
        progress.update((done = Math.min(done + 1, exams)), exams);
      },
      async onCrash(task, error) {
        progress.warn(error.message);
        await failChunk(context, task as ExamTask, error);
      },
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
    const outcomes = await readOutcomes(works[index].scratch, chunks);
    if (!isAllFailed(outcomes)) continue;
    context.onLostExams(stage.name, outcomes);
    failure ??= allFailed(stage.name, outcomes);
  }
  if (failure === undefined) return;
  // Each work that is discarded throws the reason on to the one around it.
  throw planned.reduce<unknown>((error) => new DiscardWork(error), failure);
}

/** The chunks of a group's exams, and those that are not finished in all of its stages. */
async function tasksOf({ planned, made }: Group, works: readonly ArtifactWork[]) {
  const [{ stage: first }] = planned;
  const exams = await readExams(made.get(sourceOf(first) as Stage) as Artifact);
  const stages = planned.map(({ stage }) => stage);
  const inputs = new Map<Stage, Artifact>();
  for (const { reads } of stages)
    for (const { stage } of Object.values(reads))
      if (stage.exam && !stages.includes(stage)) inputs.set(stage, made.get(stage) as Artifact);
  const lost = await lostExams(inputs);
  const args: Omit<ExamTaskArgs, 'exams'> = {
    stages: planned.map(({ stage }, index) => ({
      name: stage.name,
      dir: works[index].dir,
      scratch: works[index].scratch,
    })),
    inputs: Object.fromEntries([...inputs].map(([{ name }, { dir }]) => [name, dir])),
  };
  const all = inChunks(exams, examsPerChunk).map((chunk, index): ExamTask => {
    const items = chunk.map(({ id }): ChunkExam => (lost.has(id) ? { id, lost: lost.get(id) } : { id }));
    return { work: stages.map(({ name }) => name).join(' and '), chunk: index, args: { ...args, exams: items } };
  });
  const finished = await Promise.all(works.map(({ scratch }) => finishedChunks(scratch)));
  return { all, open: all.filter(({ chunk }) => !finished.every((chunks) => chunks.has(chunk))) };
}

/** By exam: the input stages that have no result for it, with the stage that lost it. */
async function lostExams(inputs: ReadonlyMap<Stage, Artifact>): Promise<ReadonlyMap<string, Record<string, string>>> {
  const lost = new Map<string, Record<string, string>>();
  for (const [{ name }, artifact] of inputs) {
    for (const { exam, status, lostIn } of await readJournal(artifact)) {
      if (status !== 'done') lost.set(exam, { ...lost.get(exam), [name]: lostIn ?? name });
    }
  }
  return lost;
}

/** Enough chunks that a stage which waits for a server is never short of exams at a chunk's end. */
async function chunksAtOnce({ container }: RunContext, planned: readonly PlannedStage[]): Promise<number> {
  if (planned.length > 1) return 1;
  const [{ stage }] = planned;
  const concurrency = stage.exam?.concurrency?.((await container.components(stage.uses)) as never) ?? 1;
  return concurrency > 1 ? Math.ceil(concurrency / examsPerChunk) + 1 : 1;
}

/** Does a chunk with every exam failed beforehand, so that it leaves the (empty) pieces that joining expects. */
async function failChunk({ container, signal }: RunContext, task: ExamTask, error: Error): Promise<void> {
  const [{ name }] = task.args.stages;
  const exams = task.args.exams.map(
    (exam): ChunkExam => ({ ...exam, error: toErrorRecord(error, { exam: exam.id, stage: name }) }),
  );
  const worker = createExamWorker(container);
  try {
    await worker.run({ ...task, args: { ...task.args, exams } } as never, { signal, unitDone() {} });
  } finally {
    await worker.close();
  }
}

async function finishStage({ context, made }: Group, stage: Stage, work: ArtifactWork): Promise<void> {
  const exams = await readExams(made.get(sourceOf(stage) as Stage) as Artifact);
  const chunks = Math.ceil(exams.length / examsPerChunk);
  const outcomes = await readOutcomes(work.scratch, chunks);
  const components = (await context.container.components(stage.uses)) as never;
  const place = { dir: work.dir, scratch: work.scratch, chunks, signal: context.signal };
  await writing(work.dir, () => (stage.exam as NonNullable<Stage['exam']>).pieces.finish(components, place));
  await writeFileWhole(join(work.dir, journalFile), jsonLines(outcomes));
}

/** Items in chunks of a fixed size, the last one shorter. */
const inChunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) => items.slice(chunk * size, (chunk + 1) * size));
