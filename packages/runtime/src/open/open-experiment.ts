import { dirname, join, resolve } from 'node:path';
import type { Json } from '../canonical-json.ts';
import type { AmbientParts } from '../container/ambient.ts';
import { createContainer, type Container } from '../container/container.ts';
import type { ConfigPath, Place } from '../experiment/config-node.ts';
import type { ResolvedExperiment } from '../experiment/experiment.ts';
import { loadExperiments, type LoadedExperiments, type Program } from '../experiment/load.ts';
import type { Registry } from '../plugins/registry.ts';
import { readRunManifest, runFiles, runNameOf } from '../run/run-folder.ts';
import type { RunManifest } from '../run/run-manifest.ts';
import type { Pipeline } from '../stages/pipeline.ts';

/** What an experiment is opened from. `set` has overrides: `align.steps=3`. */
export type ExperimentSource = { readonly set?: readonly string[] } & (
  | { /** A YAML or JSON file. */ readonly file: string }
  | { /** A run's folder, or that of an exported model. */ readonly run: string }
  | { /** The model of this run, on what `set` says. */ readonly model: string; readonly name?: string }
  | { /** An experiment in no file. */ readonly values: Readonly<Record<string, Json>> }
);

/** An experiment that is ready to be run, or whose components are wanted one by one. */
export interface OpenedExperiment {
  readonly experiment: ResolvedExperiment;
  readonly pipeline: Pipeline;
  readonly registry: Registry;
  /** Folders that plugin packages were found from: workers look there too. */
  readonly pluginFolders: readonly string[];
  /** The file that it was written in, where there was one. */
  readonly source?: string;
  /** Where the value at a path was written. */
  placeOf(path: ConfigPath): Place;
  /** The run that it was opened from, where there was one. */
  readonly run?: { readonly dir: string; readonly manifest?: RunManifest };
  /** Its components. Dispose of it after use. */
  container(parts?: Pick<AmbientParts, 'workspace' | 'adjust' | 'secrets'>): Container;
}

/** Opens an experiment: the one way to run, resume, score, inspect or export one, or to use a component of it. */
export async function openExperiment(source: ExperimentSource, program: Program): Promise<OpenedExperiment> {
  return (await openExperiments(source, program))[0];
}

/** One experiment, or one for each point of a sweep. */
export async function openExperiments(
  source: ExperimentSource,
  program: Program,
): Promise<readonly OpenedExperiment[]> {
  if ('run' in source) return openRunExperiment(source, program);
  if ('model' in source) return openModelExperiment(source, program);
  return opened(await loadExperiments(source, program), program);
}

async function openRunExperiment(
  { run, set }: { readonly run: string; readonly set?: readonly string[] },
  program: Program,
) {
  const dir = resolve(run);
  const manifest = await readRunManifest(dir).catch(() => undefined);
  const loaded = await loadExperiments({ file: join(dir, runFiles.experiment), set }, withFolders(program, manifest));
  // The folder may have been renamed: it, and not the file inside, says what the run is called.
  const experiments = loaded.experiments.map((experiment) => ({ ...experiment, name: runNameOf(dir) }));
  const extra = { ...(manifest?.source && { source: manifest.source }), run: { dir, ...(manifest && { manifest }) } };
  return opened({ ...loaded, experiments }, program, extra);
}

async function openModelExperiment(
  { model, name, set }: { readonly model: string; readonly name?: string; readonly set?: readonly string[] },
  program: Program,
) {
  const dir = resolve(model);
  const manifest = await readRunManifest(dir);
  const values = { from: dir, ...(name !== undefined && { name }) };
  const loaded = await loadExperiments({ values, set }, withFolders(program, manifest));
  return opened(loaded, program, manifest.source ? { source: manifest.source } : {});
}

const withFolders = (program: Program, manifest: RunManifest | undefined): Program => ({
  ...program,
  pluginFolders: [
    ...(program.pluginFolders ?? []),
    ...(manifest?.source ? [dirname(manifest.source)] : []),
    ...(manifest?.pluginFolders ?? []),
  ],
});

function opened(
  { experiments, places, registry, pluginFolders, file }: LoadedExperiments,
  { pipeline }: Program,
  extra: Pick<OpenedExperiment, 'source' | 'run'> = { source: file },
): readonly OpenedExperiment[] {
  return experiments.map((experiment, index) => ({
    experiment,
    pipeline,
    registry,
    pluginFolders,
    placeOf: places[index],
    ...extra,
    container: (parts) => createContainer({ experiment, pipeline, registry, ...parts }),
  }));
}
