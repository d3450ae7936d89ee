import { join } from 'node:path';
import type { Exam } from '@totalfm/core';
import { workPlace } from '../artifacts/artifact.ts';
import type { Container } from '../container/container.ts';
import { useOf } from '../experiment/experiment.ts';
import { forgetUnderway, openUnderway } from '../journal/underway.ts';
import type { ChunkWorker } from '../work/chunk.ts';
import { afterDeaths } from './after-deaths.ts';
import { doExamChunk, type ChunkStage } from './exam-chunk.ts';
import type { ExamTask } from './exam-task.ts';
import type { PieceReader } from './pieces.ts';
import { sourceOf } from './pipeline.ts';
import { isSlot } from './slot.ts';
import { isExamStage, type ExamStage, type SourceStage, type Stage } from './stage.ts';

export interface ExamWorkerOptions {
  /** Folder of artifacts. */
  readonly artifacts: string;
  /** Somebody outlives this worker, and is to know what it died of. */
  readonly isSupervised?: boolean;
}

/** Does chunks of exams in one process or thread. What it reads stays open until it is closed. */
export function createExamWorker(
  container: Container,
  { artifacts, isSupervised = false }: ExamWorkerOptions,
): ChunkWorker {
  const readers = new Map<string, Promise<PieceReader<unknown>>>();

  const readerOf = (stage: ExamStage, dir: string): Promise<PieceReader<unknown>> => {
    const known = readers.get(dir);
    if (known) return known;
    const opened = container
      .components(stage.uses)
      .then((components) => stage.exam.pieces.open(components as never, dir));
    readers.set(dir, opened);
    return opened;
  };

  async function valuesOf({ args, chunk }: ExamTask): Promise<ReadonlyMap<Stage, ReadonlyMap<string, unknown>>> {
    const values = Object.entries(args.inputs).map(async ([name, id]) => {
      const stage = examStageOf(container, name);
      return [stage, await (await readerOf(stage, join(artifacts, id))).read(chunk)] as const;
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
      const stages = await beginStages({ container, artifacts }, task, signal);
      const [first] = stages;
      const concurrency = stages.length > 1 ? 1 : (first.stage.exam.concurrency?.(first.components) ?? 1);
      const { exams, isSuspect } = await afterDeaths(first.scratch, task);
      await doExamChunk({
        chunk: task.chunk,
        exams,
        stages,
        values: await valuesOf(task),
        open: await openerOf(task),
        // One at a time tells which of several it is that kills.
        concurrency: isSuspect ? 1 : concurrency,
        underway: isSupervised ? openUnderway(first.scratch, task.chunk) : undefined,
        signal,
        isTriedAgain,
        unitDone,
      });
      if (isSupervised) await forgetUnderway(first.scratch, task.chunk);
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
  { container, artifacts }: { readonly container: Container; readonly artifacts: string },
  { args, chunk }: ExamTask,
  signal?: AbortSignal,
): Promise<readonly ChunkStage[]> {
  return Promise.all(
    args.stages.map(async ({ name, id }): Promise<ChunkStage> => {
      const stage = examStageOf(container, name);
      const { dir, scratch } = workPlace(artifacts, id);
      const components = (await container.components(stage.uses)) as never;
      const place = { dir, scratch, chunk, signal };
      const writer = stage.exam.pieces.writer(components, place);
      return { stage, components, ids: idsOf(stage, container), writer, scratch };
    }),
  );
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
