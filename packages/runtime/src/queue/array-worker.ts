import { join, resolve } from 'node:path';
import { throwIfAborted, type ProgressSink } from '@totalfm/core';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { workPlace, type Artifact } from '../artifacts/artifact.ts';
import type { Container } from '../container/container.ts';
import { runtimeErrors } from '../errors.ts';
import { modelOf } from '../open/artifact-of-run.ts';
import { openArtifacts } from '../open/open-services.ts';
import type { OpenedExperiment } from '../open/open-experiment.ts';
import { checkFit } from '../stages/check-fit.ts';
import { examGroups, isOpen, type OpenStage } from '../stages/exam-groups.ts';
import type { ExamTask } from '../stages/exam-task.ts';
import { createExamWorker } from '../stages/exam-worker.ts';
import { tasksOf } from '../stages/group-tasks.ts';
import { planStages, type PlannedStage } from '../stages/plan-stages.ts';
import { isExamStage, type Stage } from '../stages/stage.ts';
import { createLocalRunner } from '../work/local-runner.ts';

/** One of several workers that share the chunks of a run by number, with nobody between them. */
export interface ArrayWorkerOptions {
  readonly runsDir: string;
  readonly artifactsDir?: string;
  /** From 0. */
  readonly index: number;
  readonly count: number;
  readonly signal?: AbortSignal;
  readonly stageStarted?: (stages: string) => ProgressSink | undefined;
}

/** What one such worker did of stages that go over exams together. */
export interface ArrayShare {
  readonly stages: readonly string[];
  /** Chunks of its share, and those of them that were done before. */
  readonly chunks: number;
  readonly before: number;
  readonly exams: number;
}

/**
 * Does every `count`-th chunk of the stages that go exam by exam and whose inputs are whole, and leaves the pieces where a run
 * finds and joins them. Exams are to be listed beforehand (`totalfm run FILE --until ingest`), or this is `TFM_STAGE_NOT_REACHED`.
 */
export async function runArrayWorker(
  opened: OpenedExperiment,
  options: ArrayWorkerOptions,
): Promise<readonly ArrayShare[]> {
  const root = resolve(options.artifactsDir ?? join(options.runsDir, '.artifacts'));
  const workspace = { cacheDir: join(root, '..', '.cache'), workers: options.count, record() {} };
  const container = opened.container({ workspace });
  let store: ArtifactStore | undefined;
  try {
    store = await openArtifacts(root, opened.experiment, opened.registry);
    const model = modelOf(opened.experiment, store);
    await checkFit(container, opened.placeOf, model);
    const planned = await planStages({ container, store, model, signal: options.signal });
    checkListed(planned);
    const shares: ArrayShare[] = [];
    for (const group of readyGroups(planned)) shares.push(await doShare(group, planned, { container, store, options }));
    return shares;
  } finally {
    await container.dispose();
    await store?.close();
  }
}

function checkListed(planned: readonly PlannedStage[]): void {
  const list = planned.find(({ stage }) => stage.source);
  if (!list || list.artifact) return;
  throw runtimeErrors.TFM_STAGE_NOT_REACHED({
    stage: list.stage.name,
    message: 'The exams of this run are not listed yet, so that there is nothing to share.',
    fix: `\`totalfm run FILE --until ${list.stage.name}\` lists them, once, before workers start.`,
  });
}

/**
 * Stages that can be worked on now. How far others have come with them does not count: workers that start at different times have
 * to see the same groups.
 */
const readyGroups = (planned: readonly PlannedStage[]): readonly (readonly OpenStage[])[] =>
  examGroups(planned.map((one) => ({ ...one, isBegun: false })))
    .filter((group): group is readonly OpenStage[] => group.every(isOpen))
    .filter((group) =>
      group.every(({ stage }) =>
        Object.values(stage.reads).every(
          (read) =>
            group.some((member) => member.stage === read.stage) ||
            planned.some((other) => other.stage === read.stage && other.artifact),
        ),
      ),
    );

interface ShareParts {
  readonly container: Container;
  readonly store: ArtifactStore;
  readonly options: ArrayWorkerOptions;
}

async function doShare(
  group: readonly OpenStage[],
  planned: readonly PlannedStage[],
  { container, store, options }: ShareParts,
): Promise<ArrayShare> {
  const { index, count, signal, stageStarted } = options;
  const stages = group.map(({ stage }) => stage);
  const works = group.map(({ id }) => workPlace(store.root, id));
  const made = new Map<Stage, Artifact>(
    planned.flatMap(({ stage, artifact }) =>
      artifact && (stage.source || isExamStage(stage)) ? [[stage, artifact]] : [],
    ),
  );
  await Promise.all(works.map(({ id }) => store.work(id).sync()));
  const all = await tasksOf(stages, works, made);
  const isOwn = (chunk: number) => chunk % count === index;
  const chunks = Array.from({ length: all.chunks }, (_, chunk) => chunk).filter(isOwn).length;
  const names = stages.map(({ name }) => name);
  const sink = stageStarted?.(names.join(' and '));
  let exams = 0;
  let begun = 0;
  function* own(): Generator<ExamTask> {
    for (const task of all.open()) {
      if (!isOwn(task.chunk)) continue;
      begun++;
      yield task;
    }
  }
  const runner = createLocalRunner(createExamWorker(container, { store }));
  try {
    throwIfAborted(signal);
    await runner.run(own(), { signal, onUnit: () => sink?.update(++exams, exams) });
  } finally {
    await runner.close();
  }
  return { stages: names, chunks, before: chunks - begun, exams };
}
