import { appendFileSync } from 'node:fs';
import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { writeFileWhole, writing } from '@totalfm/core';
import type { MetricSink } from '@totalfm/core';
import { parseJson, runFiles, runManifest, type FailureLine } from '@totalfm/run-format';
import type { Artifact } from '../artifacts/artifact.ts';
import { jsonLines, jsonText } from '../artifacts/json-text.ts';
import { acquireLock } from '../artifacts/process-lock.ts';
import { runtimeErrors } from '../errors.ts';
import type { ResolvedExperiment } from '../experiment/experiment.ts';
import { openMetricLog } from './metric-log.ts';
import type { RunManifest } from './run-manifest.ts';

export { runFiles };
export type { FailureLine };

/** What a run shows of its results: stale as soon as its experiment is another. Artifacts themselves are kept. */
const resultFiles = [
  runFiles.trainingMetrics,
  runFiles.metrics,
  runFiles.scores,
  runFiles.failures,
  runFiles.ledgerLines,
  runFiles.ledger,
  runFiles.artifacts,
  runFiles.report,
  runFiles.review,
  runFiles.disagreements,
];

/** The folder of a run: a readable view of the artifacts that its experiment names. */
export interface RunFolder {
  readonly dir: string;
  readonly metrics: MetricSink;
  /** Writes `experiment.json`; results of another experiment of this name are removed from view. */
  writeExperiment(experiment: ResolvedExperiment): Promise<void>;
  writeManifest(manifest: RunManifest): Promise<void>;
  writeFailures(failures: readonly FailureLine[]): Promise<void>;
  write(name: string, data: string | Uint8Array): Promise<void>;
  /** Points `artifacts/STAGE` to an artifact, by a relative link. */
  link(stage: string, artifact: Artifact): Promise<void>;
  /** Adds a line to `log.jsonl`. The log tells of times: it is the one file that differs between equal runs. */
  log(line: Readonly<Record<string, unknown>>): void;
  /** Gives the run free for other processes. */
  close(): Promise<void>;
}

/** Opens, or makes, the folder of a run for this process alone. Throws `TFM_RUN_LOCKED`. */
export async function openRunFolder(folder: string): Promise<RunFolder> {
  const dir = resolve(folder);
  await writing(dir, () => mkdir(join(dir, runFiles.artifacts), { recursive: true }));
  const lock = await acquireLock(join(dir, '.lock'));
  if ('heldBy' in lock) {
    const { pid, host } = lock.heldBy;
    throw runtimeErrors.TFM_RUN_LOCKED({
      file: dir,
      message: `Process ${pid} on ${host} is working on this run.`,
      fix: `Wait for it, stop it, or use another name; if it does not exist, delete ${join(dir, '.lock')}.`,
    });
  }
  const write = (name: string, data: string | Uint8Array) => writeFileWhole(join(dir, name), data);
  return {
    dir,
    metrics: openMetricLog(join(dir, runFiles.trainingMetrics)),
    write,
    async writeExperiment(experiment) {
      const before = await readFile(join(dir, runFiles.experiment), 'utf8').catch(() => undefined);
      if (before === jsonText(experiment)) return;
      // What an earlier experiment of this name left would be taken for this one's results.
      for (const name of resultFiles) await rm(join(dir, name), { recursive: true, force: true });
      await writing(dir, () => mkdir(join(dir, runFiles.artifacts), { recursive: true }));
      await write(runFiles.experiment, jsonText(experiment));
    },
    writeManifest: (manifest) => write(runFiles.manifest, jsonText(manifest)),
    writeFailures: (failures) => write(runFiles.failures, jsonLines(failures)),
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
    close: () => lock.release(),
  };
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
