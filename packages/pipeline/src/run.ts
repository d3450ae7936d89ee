import { copyFile, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { throwIfAborted, writing, type ProgressSink } from '@totalfm/core';
import {
  createContainer,
  createLocalRunner,
  createThreadRunner,
  jsonText,
  openArtifactStore,
  openRunFolder,
  openWorkspace,
  runFiles,
  summarizeLedger,
  type Artifact,
  type ChunkRunner,
  type Container,
  type ExamOutcome,
  type FailureLine,
  type Registry,
  type ResolvedExperiment,
  type RunFolder,
  type RunManifest,
  type StageRecord,
} from '@totalfm/runtime';
import { chunkFunctions } from './chunk-functions.ts';
import { readJournal } from './exams/exam-stage.ts';
import { componentRecords, countCodes, endOf, failureLines, seedsOf, stageRecord } from './run-record.ts';
import type { RunSinks } from './run-sinks.ts';
import { scoreModel } from './score-model.ts';
import type { StageContext, StageResult } from './stage-context.ts';
import { stageNames, type StageName } from './stage-name.ts';
import { metricsFile, scoresFile } from './stages/evaluate.ts';
import { stageFunctions, type Made, type StageRunner } from './stages/stage-functions.ts';
import { trainingMetricsFile } from './stages/training-stage.ts';

/** How and where a run is done; none of it changes a result. */
export interface RunEnvironment {
  readonly sinks?: RunSinks;
  readonly signal?: AbortSignal;
  /** The last stage to do; default: all. */
  readonly until?: StageName;
  /** A file that calls `startWorker`; without it, `compute.workers` is not heeded. */
  readonly workerEntry?: string | URL;
  /** Folders that plugin packages were found from: workers look there too. */
  readonly pluginFolders?: readonly string[];
  /** Versions of packages, for the manifest. */
  readonly versions?: Readonly<Record<string, string>>;
}

export interface RunOptions extends RunEnvironment {
  readonly experiment: ResolvedExperiment;
  readonly registry: Registry;
  /** Folder of runs: this one goes to `runsDir/NAME`. */
  readonly runsDir: string;
  /** Folder of artifacts, shared by runs; default `runsDir/.artifacts`. */
  readonly artifactsDir?: string;
  /** The experiment file, for the manifest. */
  readonly source?: string;
}

export interface RunResult {
  /** The run's folder. */
  readonly dir: string;
  readonly manifest: RunManifest;
  /** Finished artifacts by stage. */
  readonly artifacts: Partial<Record<StageName, Artifact>>;
  /** `metrics.json`, where the run came to the end. */
  readonly metrics?: Readonly<Record<string, unknown>>;
}

/**
 * Runs an experiment: every stage up to `until`, each from its artifact where that is there already. Running the same
 * experiment again, or after the process was killed, goes on where it stopped and ends with the same bytes. An
 * experiment with `from` scores the model of that run.
 */
export async function runExperiment(options: RunOptions): Promise<RunResult> {
  return runStages(options, async (stages) => {
    if (options.experiment.from !== undefined) return scoreModel(stages, options.experiment.from, options.until);
    const made: Made = {};
    const last = stageNames.indexOf(options.until ?? 'evaluate');
    for (const stage of stageNames.slice(0, last + 1)) {
      if (stage === 'pretrain' && !options.experiment.pretrain) continue;
      made[stage] = await stages.run(stage, stageFunctions[stage](made));
    }
    return made;
  });
}

/** Opens a run's folder and container, lets `plan` do stages, and leaves a true manifest behind however it ends. */
export async function runStages(options: RunOptions, plan: (stages: StageRunner) => Promise<Made>): Promise<RunResult> {
  const {
    experiment,
    registry,
    runsDir,
    sinks = {},
    signal,
    workerEntry,
    pluginFolders = [process.cwd()],
    source,
    versions = {},
  } = options;
  throwIfAborted(signal);
  const folder = await openRunFolder(join(runsDir, experiment.name));
  let container: Container | undefined;
  let runner: ChunkRunner | undefined;
  const store = openArtifactStore(options.artifactsDir ?? join(runsDir, '.artifacts'));
  const records: StageRecord[] = [];
  const failures: FailureLine[] = [];
  const trained: Artifact[] = [];
  const startedAt = new Date().toISOString();
  const manifest = (end: Pick<RunManifest, 'status' | 'error'>): RunManifest => ({
    format: 1,
    name: experiment.name,
    ...end,
    source: source && resolve(source),
    pluginFolders,
    artifacts: relative(folder.dir, store.root),
    startedAt,
    updatedAt: new Date().toISOString(),
    versions: { node: process.versions.node, ...versions },
    components: componentRecords(experiment, registry),
    seeds: seedsOf(experiment),
    stages: records,
    failures: countCodes(failures, 'error'),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  });

  try {
    await folder.writeExperiment(experiment);
    await folder.writeManifest(manifest({ status: 'running' }));
    const workspace = { cacheDir: join(dirname(store.root), '.cache'), runDir: folder.dir, workers: 1 };
    const contained = createContainer({ experiment, registry, workspace: openWorkspace(workspace) });
    container = contained;
    const startRunner = () =>
      (runner ??=
        experiment.compute.workers > 1 && workerEntry
          ? createThreadRunner({
              entry: workerEntry,
              setup: { experiment, pluginFolders, workspace: { ...workspace, workers: experiment.compute.workers } },
              workers: experiment.compute.workers,
            })
          : createLocalRunner(chunkFunctions, contained));
    const artifacts = await plan({ run: (stage, work) => runStage(stage, work, contained, startRunner) });
    const end = manifest({ status: 'done' });
    await folder.writeManifest(end);
    const metrics =
      artifacts.evaluate &&
      (JSON.parse(await readFile(join(artifacts.evaluate.dir, metricsFile), 'utf8')) as Record<string, unknown>);
    return { dir: folder.dir, manifest: end, artifacts, metrics };
  } catch (error) {
    const end = endOf(error);
    folder.log({ level: 'error', ...end.error });
    // The disk may be full: the first error is the one to tell.
    await folder.writeManifest(manifest(end)).catch(() => {});
    await folder.writeFailures(failures).catch(() => {});
    throw error;
  } finally {
    await runner?.close();
    await container?.dispose();
    await folder.close();
  }

  async function runStage(
    stage: StageName,
    work: (context: StageContext) => Promise<StageResult>,
    contained: Container,
    startRunner: () => ChunkRunner,
  ): Promise<Artifact> {
    throwIfAborted(signal);
    folder.log({ level: 'info', stage, message: 'started' });
    const result = await work({
      container: contained,
      store,
      runner: startRunner,
      signal,
      progress: loggedProgress(folder, stage, sinks.stageStarted?.(stage)),
      metrics: {
        log(line) {
          folder.metrics.log(line);
          sinks.metrics?.log(line);
        },
      },
      onLostExams: (outcomes) => void failures.push(...failureLines(stage, outcomes)),
    });
    const outcomes: readonly ExamOutcome[] = await readJournal(result.artifact);
    const record = stageRecord(result, outcomes);
    records.push(record);
    failures.push(...failureLines(stage, outcomes));
    await folder.link(stage, result.artifact);
    await folder.writeFailures(failures);
    const ledger = summarizeLedger(folder.dir);
    if (ledger.length > 0) await folder.write(runFiles.ledger, jsonText(ledger));
    if (stage === 'pretrain' || stage === 'align') {
      trained.push(result.artifact);
      await folder.write(
        runFiles.trainingMetrics,
        Buffer.concat(await Promise.all(trained.map(({ dir }) => readFile(join(dir, trainingMetricsFile))))),
      );
    }
    if (stage === 'evaluate') await publishScores(folder, result.artifact);
    await folder.writeManifest(manifest({ status: 'running' }));
    folder.log({ level: 'info', message: 'finished', ...record });
    sinks.stageFinished?.(record);
    return result.artifact;
  }
}

/** Scripts read `metrics.json` beside the experiment: it is a copy, not a link, so that a run can be sent away. */
async function publishScores(folder: RunFolder, { dir }: Artifact): Promise<void> {
  await folder.write(runFiles.metrics, await readFile(join(dir, metricsFile)));
  const scores = join(folder.dir, runFiles.scores);
  await writing(scores, () => copyFile(join(dir, scoresFile), scores));
}

/** Progress as it is, with its warnings in the log too. */
function loggedProgress(folder: RunFolder, stage: StageName, sink: ProgressSink | undefined): ProgressSink {
  return {
    update: (done, total, note) => sink?.update(done, total, note),
    warn(message) {
      folder.log({ level: 'warning', stage, message });
      sink?.warn(message);
    },
  };
}
