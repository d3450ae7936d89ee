import { join } from 'node:path';
import { hashJson } from '../canonical-json.ts';
import type { Program } from '../experiment/load.ts';
import { openExperiment } from '../open/open-experiment.ts';
import { readRunManifest } from './run-folder.ts';
import type { RunEnvironment, RunResult } from './run-environment.ts';
import { runPipeline } from './run-pipeline.ts';

/**
 * Scores a trained run under overrides (`cohort.seed=9`, `cohort.root=DIR`), without training: an experiment whose `from` is
 * the run. Goes to `RUN/evaluations/HASH`, a run folder of its own.
 */
export async function evaluateRun(
  runDir: string,
  { set, ...environment }: RunEnvironment & { readonly set?: readonly string[] },
  program: Program,
): Promise<RunResult> {
  const opened = await openExperiment({ model: runDir, set }, program);
  const { artifacts } = await readRunManifest(runDir);
  const { compute: _compute, artifacts: _artifacts, name: _name, ...settled } = opened.experiment;
  const name = hashJson(settled).slice(0, 12);
  return runPipeline(
    { ...opened, experiment: { ...opened.experiment, name } },
    { ...environment, runsDir: join(runDir, 'evaluations'), artifactsDir: join(runDir, artifacts) },
  );
}
