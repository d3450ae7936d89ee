import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { throwIfAborted, writing, type JobQueue, type ProgressSink } from '@totalfm/core';
import type { Artifact } from '../artifacts/artifact.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { jsonText } from '../artifacts/json-text.ts';
import type { Container } from '../container/container.ts';
import { readJournal } from '../journal/exam-journal.ts';
import { modelOf } from '../open/artifact-of-run.ts';
import type { OpenedExperiment } from '../open/open-experiment.ts';
import { codeOfPlugins } from '../queue/code-of.ts';
import { createQueueRunner } from '../queue/queue-runner.ts';
import { examGroups, isOpen } from '../stages/exam-groups.ts';
import { createExamWorker } from '../stages/exam-worker.ts';
import { checkExams } from '../stages/check-fit.ts';
import { makeExamGroup } from '../stages/make-exam-group.ts';
import { makeStage } from '../stages/make-stage.ts';
import { planStages, type PlannedStage } from '../stages/plan-stages.ts';
import { beginRedo } from '../stages/redo.ts';
import type { RunContext, StageResult } from '../stages/run-context.ts';
import type { Stage } from '../stages/stage.ts';
import type { ChunkRunner } from '../work/chunk.ts';
import { createLocalRunner } from '../work/local-runner.ts';
import { createPoolRunner } from '../work/pool-runner.ts';
import { startThread } from '../work/worker-handle.ts';
import { createWorkerPool } from '../work/worker-pool.ts';
import { createCounts, createExamTally } from './exam-tally.ts';
import { createFailureLog, type FailureLog } from './failure-log.ts';
import { recordLine, summarizeLedger, type WorkspacePlaces } from './ledger.ts';
import type { RunOptions, RunResult } from './run-environment.ts';
import { traced } from './tracing.ts';
import { runFiles, type RunFolder } from './run-folder.ts';
import type { RunManifest, StageRecord } from './run-manifest.ts';
import { componentRecords, endOf, seedsOf, stageRecord } from './run-record.ts';

export interface RunParts {
  readonly container: Container;
  readonly folder: RunFolder;
  readonly store: ArtifactStore;
  readonly places: WorkspacePlaces;
  /** By which other machines work on exams. */
  readonly queue?: JobQueue;
}

/** One run in progress: what it has made, and what its folder shows of it. */
export class RunInProgress {
  private readonly records: StageRecord[] = [];
  private readonly errors = createCounts();
  private readonly failures: FailureLog;
  private readonly made = new Map<Stage, Artifact>();
  private readonly startedAt = new Date().toISOString();
  private runner: ChunkRunner | undefined;

  constructor(
    private readonly opened: OpenedExperiment,
    private readonly options: RunOptions,
    private readonly parts: RunParts,
  ) {
    this.failures = createFailureLog(join(parts.folder.dir, runFiles.failures), this.errors);
  }

  /** Leaves a true manifest behind, however it ends. */
  async finish(): Promise<RunResult> {
    const { folder } = this.parts;
    try {
      await folder.writeManifest(this.manifest({ status: 'running' }));
      await traced('run', { run: this.opened.experiment.name }, () => this.makeAll());
      const manifest = this.manifest({ status: 'done' });
      await folder.writeManifest(manifest);
      const artifacts = Object.fromEntries([...this.made].map(([{ name }, artifact]) => [name, artifact]));
      return { dir: await folder.publish(), manifest, artifacts };
    } catch (error) {
      const end = endOf(error);
      folder.log({ level: 'error', ...end.error });
      // The disk may be full: the first error is the one to tell.
      await folder.writeManifest(this.manifest(end)).catch(() => {});
      await this.failures.add([]).catch(() => {});
      throw error;
    } finally {
      await this.runner?.close();
      await folder.close();
    }
  }

  private async makeAll(): Promise<void> {
    const { container, store } = this.parts;
    const { signal, until, redo } = this.options;
    const model = modelOf(container.experiment, store);
    const onListed = checkExams(container);
    const planned = await planStages({ container, store, model, until, redo, signal, onListed });
    await beginRedo(planned, store, redo);
    for (const group of examGroups(planned)) {
      throwIfAborted(signal);
      const context = this.context();
      for (const { stage } of group) this.parts.folder.log({ level: 'info', stage: stage.name, message: 'started' });
      const names = group.map(({ stage }) => stage.name).join(' and ');
      const results = await traced(names, { run: container.experiment.name }, async () =>
        group.every(isOpen)
          ? makeExamGroup({ context, planned: group, made: this.made })
          : [await this.makeOne(context, group[0])],
      );
      for (const [index, { stage }] of group.entries()) {
        this.made.set(stage, results[index].artifact);
        await this.show(stage, results[index]);
      }
    }
  }

  private async makeOne(context: RunContext, planned: PlannedStage): Promise<StageResult> {
    const { stage, artifact, id } = planned;
    if (!artifact) return makeStage(context, planned, this.made);
    context.progress(stage.name);
    return { artifact, reused: true, seconds: await context.store.seconds(id) };
  }

  private context(): RunContext {
    const { container, store, folder } = this.parts;
    const { sinks = {}, signal } = this.options;
    const shown = new Map<string, ProgressSink>();
    return {
      container,
      store,
      signal,
      runner: () => (this.runner ??= this.startRunner()),
      progress: (stage) => {
        const known = shown.get(stage) ?? loggedProgress(folder, stage, sinks.stageStarted?.(stage));
        shown.set(stage, known);
        return known;
      },
      metrics: {
        log(line) {
          folder.metrics.log(line);
          sinks.metrics?.log(line);
        },
      },
      // The disk may be full: the error that lost the exams is the one to tell.
      onRecord: (line) => recordLine(this.parts.places.runDir, line),
      onLostExams: (stage, outcomes) => this.failures.add(createExamTally().failures(stage, outcomes)).catch(() => {}),
    };
  }

  private startRunner(): ChunkRunner {
    const { container, places, queue, store } = this.parts;
    const { experiment, pluginFolders, registry } = this.opened;
    const { workers } = experiment.compute;
    const { workerEntry: entry, versions = {} } = this.options;
    if (queue) {
      const setup = { experiment, versions, plugins: codeOfPlugins(registry) };
      return createQueueRunner({ queue, store, setup });
    }
    if (workers === 1 || !entry) return createLocalRunner(createExamWorker(container, { store }));
    const setup = { experiment, pluginFolders, artifacts: store.root, workspace: { ...places, workers } };
    return createPoolRunner(
      createWorkerPool(() => startThread(entry, setup)),
      workers,
    );
  }

  /** Records a finished stage and puts what it publishes into the run's folder. */
  private async show(stage: Stage, result: StageResult): Promise<void> {
    const { folder } = this.parts;
    const tally = createExamTally();
    await this.failures.add(tally.failures(stage.name, readJournal(result.artifact)));
    const record = stageRecord(result, tally);
    this.records.push(record);
    await folder.link(stage.name, result.artifact);
    const ledger = summarizeLedger(this.parts.places.runDir);
    if (ledger.length > 0) await folder.write(runFiles.ledger, jsonText(ledger));
    for (const name of stage.publishes) await this.publish(name);
    await folder.writeManifest(this.manifest({ status: 'running' }));
    folder.log({ level: 'info', message: 'finished', ...record });
    this.options.sinks?.stageFinished?.(record);
  }

  /** Copies, not links, so that a run can be sent away. */
  private async publish(name: string): Promise<void> {
    const sources = [...this.made].filter(([{ publishes }]) => publishes.includes(name));
    const files = sources.map(([, { dir }]) => join(dir, name)).filter((file) => existsSync(file));
    const target = join(this.parts.folder.dir, name);
    if (files.length === 0) return;
    if (files.length === 1) await writing(target, () => copyFile(files[0], target));
    else await this.parts.folder.write(name, Buffer.concat(await Promise.all(files.map((file) => readFile(file)))));
  }

  private manifest(end: Pick<RunManifest, 'status' | 'error'>): RunManifest {
    const { experiment, pipeline, registry, source, pluginFolders } = this.opened;
    return {
      format: 1,
      name: experiment.name,
      ...end,
      source: source && resolve(source),
      pluginFolders,
      artifacts: relative(this.parts.folder.dir, this.parts.store.root),
      startedAt: this.startedAt,
      updatedAt: new Date().toISOString(),
      versions: { node: process.versions.node, ...this.options.versions },
      components: componentRecords(experiment, pipeline, registry),
      seeds: seedsOf(experiment, pipeline),
      stages: this.records,
      failures: this.errors.byCode(),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    };
  }
}

/** Progress as it is, with its warnings in the log too. */
function loggedProgress(folder: RunFolder, stage: string, sink: ProgressSink | undefined): ProgressSink {
  return {
    update: (done, total, note) => sink?.update(done, total, note),
    warn(message) {
      folder.log({ level: 'warning', stage, message });
      sink?.warn(message);
    },
  };
}
