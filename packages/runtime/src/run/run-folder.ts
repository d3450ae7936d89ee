import { appendFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { writeFileWhole, writing } from '@totalfm/core';
import type { MetricSink } from '@totalfm/core';
import { parseJson, runFiles, runManifest, type FailureLine } from '@totalfm/run-format';
import type { Artifact } from '../artifacts/artifact.ts';
import { jsonText } from '../artifacts/json-text.ts';
import { acquireLockOfLiving } from '../artifacts/process-lock.ts';
import { runtimeErrors } from '../errors.ts';
import type { ResolvedExperiment } from '../experiment/experiment.ts';
import { openMetricLog } from './metric-log.ts';
import type { RunManifest } from './run-manifest.ts';

export { runFiles };
export type { FailureLine };

/** What a run keeps when it is done again in the same folder: everything else may be of another experiment. */
const kept = ['.lock', runFiles.log];

/** Ends the name of a folder in which a run is made anew, while the old one of its name stands. */
const nextSuffix = '.next';

/** The folder of a run: a readable view of the artifacts that its experiment names. */
export interface RunFolder {
  readonly dir: string;
  readonly metrics: MetricSink;
  writeManifest(manifest: RunManifest): Promise<void>;
  write(name: string, data: string | Uint8Array): Promise<void>;
  /** Points `artifacts/STAGE` to an artifact, by a relative link. */
  link(stage: string, artifact: Artifact): Promise<void>;
  /** Adds a line to `log.jsonl`. The log tells of times: it is the one file that differs between equal runs. */
  log(line: Readonly<Record<string, unknown>>): void;
  /** Puts the finished view in the place of the one that it replaces. Returns where it lies from now on. */
  publish(): Promise<string>;
  /** Gives the run free for other processes. */
  close(): Promise<void>;
}

export interface RunFolderRequest {
  /** `RUNS/NAME`. */
  readonly folder: string;
  readonly experiment: ResolvedExperiment;
  /** Equal for experiments with the same results. */
  readonly identityOf: (experiment: ResolvedExperiment) => string;
  /** Whether the finished results of another experiment may make way; they stand until the new ones are whole. */
  readonly replace?: boolean;
}

/** What a run is called by its folder: one that is made anew has its final name. */
export const runNameOf = (dir: string): string => {
  const name = basename(dir);
  return name.endsWith(nextSuffix) ? name.slice(0, -nextSuffix.length) : name;
};

/** Where a run is made, and where it lies in the end. */
export interface RunPlace {
  readonly dir: string;
  readonly target: string;
}

/**
 * Where a run can be made: `RUNS/NAME`, or beside it where finished results of another experiment stand there and may be
 * replaced. Throws `TFM_RUN_NAME_TAKEN` where they may not.
 */
export async function placeRun(request: RunFolderRequest): Promise<RunPlace> {
  const target = resolve(request.folder);
  await finishSwap(target);
  if (!(await holdsOther(target, request))) return { dir: target, target };
  if (request.replace) return { dir: `${target}${nextSuffix}`, target };
  throw runtimeErrors.TFM_RUN_NAME_TAKEN({
    file: target,
    message: `The run ${basename(target)} holds finished results of another experiment.`,
    fix: 'Choose another name (`--name`), or let the new run take its place once it is done (`--replace`).',
  });
}

/** Opens, or makes, the folder of a run for this process alone, and writes `experiment.json`. Throws `TFM_RUN_LOCKED`. */
export async function openRunFolder({ dir, target }: RunPlace, request: RunFolderRequest): Promise<RunFolder> {
  const lock = await lockFolder(dir);
  try {
    await writeExperiment(dir, request);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return createRunFolder(dir, target, () => lock.release());
}

/** True where a folder shows the results of a finished run whose experiment has others. */
async function holdsOther(dir: string, { experiment, identityOf }: RunFolderRequest): Promise<boolean> {
  const before = await readJson<ResolvedExperiment>(join(dir, runFiles.experiment));
  const manifest = await readJson<RunManifest>(join(dir, runFiles.manifest));
  return before !== undefined && manifest?.status === 'done' && !isSame(before, experiment, identityOf);
}

function isSame(
  before: ResolvedExperiment,
  experiment: ResolvedExperiment,
  identityOf: RunFolderRequest['identityOf'],
) {
  try {
    return identityOf(before) === identityOf(experiment);
  } catch {
    return false;
  }
}

async function lockFolder(dir: string) {
  await writing(dir, () => mkdir(join(dir, runFiles.artifacts), { recursive: true }));
  const lock = await acquireLockOfLiving(join(dir, '.lock'));
  if (!('heldBy' in lock)) return lock;
  const { pid, host } = lock.heldBy;
  throw runtimeErrors.TFM_RUN_LOCKED({
    file: dir,
    message: `Process ${pid} on ${host} is working on this run.`,
    fix: `Wait for it, stop it, or use another name; if it does not exist, delete ${join(dir, '.lock')}.`,
  });
}

/** What an unfinished run of another experiment left would be taken for this one's results: it goes. */
async function writeExperiment(dir: string, { experiment, identityOf }: RunFolderRequest): Promise<void> {
  const file = join(dir, runFiles.experiment);
  const before = await readJson<ResolvedExperiment>(file);
  if (before && !isSame(before, experiment, identityOf)) {
    for (const name of await readdir(dir))
      if (!kept.includes(name)) await rm(join(dir, name), { recursive: true, force: true });
    await writing(dir, () => mkdir(join(dir, runFiles.artifacts), { recursive: true }));
  }
  await writeFileWhole(file, jsonText(experiment));
}

function createRunFolder(dir: string, target: string, release: () => Promise<void>): RunFolder {
  const write = (name: string, data: string | Uint8Array) => writeFileWhole(join(dir, name), data);
  return {
    dir,
    metrics: openMetricLog(join(dir, runFiles.trainingMetrics)),
    write,
    writeManifest: (manifest) => write(runFiles.manifest, jsonText(manifest)),
    async link(stage, artifact) {
      const path = join(dir, runFiles.artifacts, stage);
      await writing(path, async () => {
        await rm(path, { force: true });
        await symlink(relative(join(dir, runFiles.artifacts), artifact.dir), path, 'dir');
      });
    },
    log(line) {
      // A log that cannot be written must not stop the work that it tells of.
      try {
        appendFileSync(join(dir, runFiles.log), `${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
      } catch {}
    },
    async publish() {
      if (dir === target) return dir;
      const old = join(dirname(target), `.${basename(target)}.old`);
      await writing(target, async () => {
        await rm(old, { recursive: true, force: true });
        await rename(target, old);
        await rename(dir, target);
      });
      await rm(join(target, '.lock'), { force: true });
      await rm(old, { recursive: true, force: true });
      return target;
    },
    close: release,
  };
}

/** Ends what a kill between the two renames of a publication left. */
async function finishSwap(target: string): Promise<void> {
  const next = await readJson<RunManifest>(join(`${target}${nextSuffix}`, runFiles.manifest));
  const isThere = (await readJson<RunManifest>(join(target, runFiles.manifest))) !== undefined;
  if (next?.status === 'done' && !isThere) await rename(`${target}${nextSuffix}`, target);
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Reads `manifest.json` of a run. Throws `TFM_RUN_NOT_FOUND`, and `TFM_RUN_FORMAT` for one of another form. */
export async function readRunManifest(dir: string): Promise<RunManifest> {
  const file = join(dir, runFiles.manifest);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw runtimeErrors.TFM_RUN_NOT_FOUND({
      file: dir,
      message: 'There is no run in this folder.',
      fix: 'Name a folder such as `runs/demo`, with a manifest.json.',
      cause,
    });
  });
  return parseJson(text, runManifest, { file });
}
