import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Artifact } from '../artifacts/artifact.ts';
import { openArtifactStore, type ArtifactStore } from '../artifacts/artifact-store.ts';
import { runtimeErrors } from '../errors.ts';
import type { ResolvedExperiment } from '../experiment/experiment.ts';
import type { Registry } from '../plugins/registry.ts';
import { readRunManifest, runFiles } from '../run/run-folder.ts';
import { openArtifacts } from './open-services.ts';

/** The artifact that a stage of a run has made. Throws `TFM_STAGE_NOT_REACHED`. */
export async function artifactOfRun(dir: string, stage: string, store?: ArtifactStore): Promise<Artifact> {
  const link = await realpath(join(dir, runFiles.artifacts, stage)).catch(() => undefined);
  const artifact = link && (await storeOf(dirname(link), store).read(basename(link)));
  if (artifact) return artifact;
  throw artifactMissing(dir, stage);
}

/** The store that is open, where it is that of the folder: what lies behind it is known to it alone. */
const storeOf = (root: string, store?: ArtifactStore): ArtifactStore =>
  store?.root === root ? store : openArtifactStore(root);

export const artifactMissing = (dir: string, stage: string) =>
  runtimeErrors.TFM_STAGE_NOT_REACHED({
    file: dir,
    stage,
    message: `The run has not finished the stage ${stage}.`,
    fix: `Finish it: \`totalfm resume ${dir}\`.`,
  });

/** The artifacts of a run. Close it after use. */
export interface RunArtifacts {
  /** What a stage has made. Throws `TFM_STAGE_NOT_REACHED`. */
  of(stage: string): Promise<Artifact>;
  close(): Promise<void>;
}

/** Opens the artifacts of a run, and the store of objects behind them where its experiment has one. */
export async function openRunArtifacts(
  dir: string,
  { experiment, registry }: { readonly experiment: ResolvedExperiment; readonly registry: Registry },
): Promise<RunArtifacts> {
  const { artifacts } = await readRunManifest(dir);
  const store = await openArtifacts(resolve(await realpath(dir), artifacts), experiment, registry);
  return { of: (stage) => artifactOfRun(dir, stage, store), close: () => store.close() };
}

/** Where the model of an experiment with `from` comes from. */
export const modelOf = ({ from }: { readonly from?: string }, store: ArtifactStore) =>
  from === undefined ? undefined : (stage: string) => artifactOfRun(from, stage, store);
