import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Embedder } from '@totalfm/core';
import { createContainer, runFiles, type Container, type ResolvedExperiment, type RunManifest } from '@totalfm/runtime';
import { appErrors } from '../errors.ts';
import { loadRegistry } from '../registry.ts';
import { findCheckpoint, type CheckpointFolder } from './checkpoint-folder.ts';

/** A trained model with the components of the experiment that trained it. */
export interface Trained {
  /** The run's folder, or that of an exported model. */
  readonly dir: string;
  readonly experiment: ResolvedExperiment;
  readonly checkpoint: CheckpointFolder;
  readonly container: Container;
  load(): Promise<Embedder>;
}

/** Opens the model in the folder of a run or of an export. Throws `TFM_TRAINED_MISSING`. */
export async function openTrained(dir: string): Promise<Trained> {
  const missing = (what: string, cause?: unknown) =>
    appErrors.TFM_TRAINED_MISSING({
      file: dir,
      message: `The folder holds no ${what}.`,
      fix: 'Name a finished run (`runs/demo`) or a folder that `totalfm export` wrote.',
      cause,
    });
  const text = await readFile(join(dir, runFiles.experiment), 'utf8').catch((cause: unknown) => {
    throw missing('experiment.json', cause);
  });
  const checkpoint = await findCheckpoint(dir);
  if (!checkpoint) throw missing('trained model');
  const experiment = JSON.parse(text) as ResolvedExperiment;
  const manifest = JSON.parse(
    await readFile(join(dir, runFiles.manifest), 'utf8').catch(() => '{}'),
  ) as Partial<RunManifest>;
  const registry = await loadRegistry(experiment.plugins, manifest.pluginFolders);
  const container = createContainer({ experiment, registry });
  return {
    dir,
    experiment,
    checkpoint,
    container,
    load: async () => (await container.get('embedder')).load(checkpoint.dir),
  };
}

/** The run under `runs` whose model was finished last. Throws `TFM_TRAINED_MISSING`. */
export async function latestTrained(runs = 'runs'): Promise<string> {
  const names = await readdir(runs).catch(() => []);
  const dated = await Promise.all(
    names.map(async (name) => {
      const dir = join(runs, name);
      const found = await stat(join(dir, runFiles.experiment)).then(
        () => findCheckpoint(dir),
        () => undefined,
      );
      return found && { dir, time: (await stat(join(found.dir, 'checkpoint.json'))).mtimeMs };
    }),
  );
  const [latest] = dated.filter((run) => run !== undefined).sort((a, b) => b.time - a.time);
  if (!latest)
    throw appErrors.TFM_TRAINED_MISSING({
      file: runs,
      message: 'No run with a trained model is there.',
      fix: 'Train one (`npm run demo`), or name one with --run or --checkpoint.',
    });
  return latest.dir;
}
