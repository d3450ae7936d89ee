import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Embedder, EmbedderLoader, Workspace } from '@totalfm/core';
import { slots } from '@totalfm/pipeline';
import { runFiles } from '@totalfm/run-format';
import { openExperiment, type Container, type OpenedExperiment, type ResolvedExperiment } from '@totalfm/runtime';
import { loadProgram } from '../built-ins.ts';
import { appErrors } from '../errors.ts';
import { findCheckpoint, type CheckpointFolder } from './checkpoint-folder.ts';

/** A trained model with the components of the experiment that trained it. */
export interface Trained {
  /** The run's folder, or that of an exported model. */
  readonly dir: string;
  readonly experiment: ResolvedExperiment;
  readonly opened: OpenedExperiment;
  readonly checkpoint: CheckpointFolder;
  readonly container: Container;
  readonly embedders: EmbedderLoader;
  load(): Promise<Embedder>;
}

/** Opens the model in the folder of a run or of an export. Throws `TFM_TRAINED_MISSING`. */
export async function openTrained(dir: string, workspace?: Workspace): Promise<Trained> {
  const missing = (what: string) =>
    appErrors.TFM_TRAINED_MISSING({
      file: dir,
      message: `The folder holds no ${what}.`,
      fix: 'Name a finished run (`runs/demo`) or a folder that `totalfm export` wrote.',
    });
  const isThere = await stat(join(dir, runFiles.experiment)).catch(() => undefined);
  if (!isThere) throw missing('experiment.json');
  const checkpoint = await findCheckpoint(dir);
  if (!checkpoint) throw missing('trained model');
  const opened = await openExperiment({ run: dir }, await loadProgram());
  const container = opened.container({ workspace });
  const { embedder } = await container.components({ embedder: slots.embedder });
  return {
    dir,
    experiment: opened.experiment,
    opened,
    checkpoint,
    container,
    embedders: embedder,
    load: () => embedder.load(checkpoint.dir),
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
