import type { Exam } from '@totalfm/core';
import { workPlace } from '../artifacts/artifact.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { SharedWork } from '../artifacts/shared-work.ts';
import { artifactMissing } from '../open/artifact-of-run.ts';
import type { Container } from '../container/container.ts';
import { useOf } from '../experiment/experiment.ts';
import { forgetUnderway, openUnderway, type Underway } from '../journal/underway.ts';
import type { ChunkWorker } from '../work/chunk.ts';
import { afterDeaths } from './after-deaths.ts';
import { doExamChunk, type ChunkStage } from './exam-chunk.ts';
import type { ExamTask } from './exam-task.ts';
import type { PieceReader } from './pieces.ts';
import { sourceOf } from './pipeline.ts';
import { isSlot } from './slot.ts';
import { isExamStage, type ExamStage, type SourceStage, type Stage } from './stage.ts';

export interface ExamWorkerOptions {
  readonly store: ArtifactStore;
  /** Somebody outlives this worker, and is to know what it died of. */
  readonly isSupervised?: boolean;
}

/** Does chunks of exams in one process or thread. What it reads stays open until it is closed. */
export function createExamWorker(
  container: Container,
  { store, isSupervised = false }: ExamWorkerOptions,
): ChunkWorker {
  const readers = new Map<string, Promise<PieceReader<unknown>>>();

  const openReader = async (stage: ExamStage, id: string): Promise<PieceReader<unknown>> => {
    const artifact = await store.read(id);
    if (!artifact) throw artifactMissing(store.root, stage.name);
    return stage.exam.pieces.open((await container.components(stage.uses)) as never, artifact);
  };

  const readerOf = (stage: ExamStage, id: string): Promise<PieceReader<unknown>> => {
    const known = readers.get(id) ?? openReader(stage, id);
    readers.set(id, known);
    return known;
  };

  async function valuesOf({ args, chunk }: ExamTask): Promise<ReadonlyMap<Stage, ReadonlyMap<string, unknown>>> {
    const values = Object.entries(args.inputs).map(async ([name, id]) => {
      const stage = examStageOf(container, name);
      return [stage, await (await readerOf(stage, id)).read(chunk)] as const;
    });
    return new Map(await Promise.all(values));
  }

  async function openerOf({ args }: ExamTask): Promise<(exam: string) => Promise<Exam>> {
    const { source, uses } = sourceOf(examStageOf(container, args.stages[0].name)) as SourceStage;
    const components = await container.components(uses);
    return (exam) => source.open(components, exam);
  }

  return {
    async run(task: ExamTask, { signal, isTriedAgain, unitDone }) {
      const stages = await beginStages({ container, store }, task, signal);
      const [first] = stages;
      const { id } = task.args.stages[0];
      const [notes, { scratch }] = [store.work(id), workPlace(store.root, id)];
      await notes.bringNotes(task.chunk);
      const concurrency = stages.length > 1 ? 1 : (first.stage.exam.concurrency?.(first.components) ?? 1);
      const { exams, isSuspect } = await afterDeaths(scratch, task);
      await doExamChunk({
        chunk: task.chunk,
        exams,
        stages,
        values: await valuesOf(task),
        open: await openerOf(task),
        // One at a time tells which of several it is that kills.
        concurrency: isSuspect ? 1 : concurrency,
        underway: isSupervised ? toldUnderway(scratch, task.chunk, notes) : undefined,
        signal,
        isTriedAgain,
        unitDone,
      });
      if (!isSupervised) return;
      await forgetUnderway(scratch, task.chunk);
      await notes.giveNotes(task.chunk);
    },
    async close() {
      const opened = [...readers.values()];
      readers.clear();
      for (const reader of opened) await (await reader).close();
    },
  };
}

/** The stages of a task with their components, and a writer each for the pieces of this chunk. */
async function beginStages(
  { container, store }: { readonly container: Container; readonly store: ArtifactStore },
  { args, chunk }: ExamTask,
  signal?: AbortSignal,
): Promise<readonly ChunkStage[]> {
  return Promise.all(
    args.stages.map(async ({ name, id }): Promise<ChunkStage> => {
      const stage = examStageOf(container, name);
      const place = await store.work(id).begin(chunk);
      const components = (await container.components(stage.uses)) as never;
      const writer = stage.exam.pieces.writer(components, { dir: place.dir, scratch: place.scratch, chunk, signal });
      return { stage, components, ids: idsOf(stage, container), writer, place };
    }),
  );
}

/** Tells other machines as well, where they cannot see this one's disk. */
function toldUnderway(scratch: string, chunk: number, { giveNotes }: SharedWork): Underway {
  const here = openUnderway(scratch, chunk);
  return {
    async begin(exam) {
      await here.begin(exam);
      await giveNotes(chunk);
    },
    end: (exam) => here.end(exam),
  };
}

/** A stage by its name, which is all that a task says of it. */
function examStageOf({ pipeline }: Container, name: string): ExamStage {
  const stage = pipeline.stage(name);
  if (stage && isExamStage(stage)) return stage;
  throw new TypeError(`${name} is no stage that goes exam by exam.`);
}

/** Ids of the components in a stage's slots. */
const idsOf = ({ uses }: Stage, { experiment }: Container): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(uses).flatMap(([key, use]) => {
      const named = isSlot(use) && !use.list ? useOf(experiment, key) : undefined;
      return named ? [[key, named.use]] : [];
    }),
  );
