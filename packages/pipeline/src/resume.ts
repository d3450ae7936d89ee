import { dirname } from 'node:path';
import type { Plugin } from '@totalfm/core';
import { openRun } from './open-run.ts';
import { runExperiment, type RunEnvironment, type RunResult } from './run.ts';

/** Goes on with a run from its folder alone: finished artifacts and chunks are kept. */
export async function resumeRun(
  runDir: string,
  { builtIns, ...environment }: RunEnvironment & { readonly builtIns: readonly Plugin[] },
): Promise<RunResult> {
  const { dir, manifest, experiment, registry, pluginFolders, artifactsDir } = await openRun(runDir, { builtIns });
  return runExperiment({
    ...environment,
    experiment,
    registry,
    pluginFolders,
    artifactsDir,
    runsDir: dirname(dir),
    source: manifest.source,
  });
}
