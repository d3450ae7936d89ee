import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Plugin } from '@totalfm/core';
import {
  createContainer,
  loadExperiments,
  openArtifactStore,
  readRunManifest,
  runFiles,
  type Artifact,
  type Container,
  type Registry,
  type ResolvedExperiment,
  type RunManifest,
} from '@totalfm/runtime';
import { pipelineErrors } from './errors.ts';
import type { StageName } from './stage-name.ts';

/** A run as it lies on the disk. */
export interface OpenedRun {
  readonly dir: string;
  readonly manifest: RunManifest;
  readonly experiment: ResolvedExperiment;
  readonly registry: Registry;
  readonly pluginFolders: readonly string[];
  readonly artifactsDir: string;
  /** The artifact of a stage. Throws `TFM_STAGE_NOT_REACHED`. */
  artifact(stage: StageName): Promise<Artifact>;
  /** The experiment's components. Dispose of it after use. */
  container(): Container;
}

/** Opens the folder of a run, with the plugins that its experiment names and, where given, overrides. */
export async function openRun(
  runDir: string,
  { builtIns, set = [] }: { readonly builtIns: readonly Plugin[]; readonly set?: readonly string[] },
): Promise<OpenedRun> {
  const dir = resolve(runDir);
  const manifest = await readRunManifest(dir);
  const loaded = await loadExperiments(join(dir, runFiles.experiment), {
    builtIns,
    set,
    pluginFolders: [...(manifest.source ? [dirname(manifest.source)] : []), ...manifest.pluginFolders],
  });
  const { registry, pluginFolders } = loaded;
  // The folder may have been renamed: it, and not the file inside, says what the run is called.
  const experiment = { ...loaded.experiments[0], name: basename(dir) };
  const artifactsDir = resolve(dir, manifest.artifacts);
  return {
    dir,
    manifest,
    experiment,
    registry,
    pluginFolders,
    artifactsDir,
    container: () => createContainer({ experiment, registry }),
    artifact: (stage) => artifactOfRun(dir, stage),
  };
}

/** The artifact that a stage of a run has made. Throws `TFM_STAGE_NOT_REACHED`. */
export async function artifactOfRun(dir: string, stage: StageName): Promise<Artifact> {
  const link = await realpath(join(dir, runFiles.artifacts, stage)).catch(() => undefined);
  const artifact = link && (await openArtifactStore(dirname(link)).read(basename(link)));
  if (artifact) return artifact;
  throw pipelineErrors.TFM_STAGE_NOT_REACHED({
    file: dir,
    stage,
    message: `The run has not finished the stage ${stage}.`,
    fix: `Finish it: \`totalfm resume ${dir}\`.`,
  });
}
