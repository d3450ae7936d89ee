import { dirname, join } from 'node:path';
import type { Program } from '../experiment/load.ts';
import { openExperiment } from '../open/open-experiment.ts';
import { readRunManifest } from './run-folder.ts';
import type { RunEnvironment, RunResult } from './run-environment.ts';
import { runPipeline } from './run-pipeline.ts';

/** Goes on with a run from its folder alone: finished artifacts and chunks are kept. */
export async function resumeRun(runDir: string, environment: RunEnvironment, program: Program): Promise<RunResult> {
  const { artifacts } = await readRunManifest(runDir);
  const opened = await openExperiment({ run: runDir }, program);
  const dir = opened.run?.dir ?? runDir;
  return runPipeline(opened, {
    ...environment,
    runsDir: dirname(dir),
    artifactsDir: join(dir, artifacts),
    replace: true,
  });
}
