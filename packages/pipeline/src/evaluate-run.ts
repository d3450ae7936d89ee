import { join } from 'node:path';
import type { Plugin } from '@totalfm/core';
import { canonicalJson, hashJson, trainedKeys } from '@totalfm/runtime';
import { pipelineErrors } from './errors.ts';
import { openRun } from './open-run.ts';
import { runStages, type RunEnvironment, type RunResult } from './run.ts';
import { scoreModel } from './score-model.ts';

/**
 * Scores a trained run under overrides (`cohort.seed=9`, `cohort.root=DIR`), without training. Exams that
 * the run did not have are all tests, with thresholds from the run's own validation pairs; those that it had keep their split.
 * Goes to `RUN/evaluations/HASH`, a run folder of its own.
 */
export async function evaluateRun(
  runDir: string,
  {
    builtIns,
    set = [],
    ...environment
  }: RunEnvironment & { readonly builtIns: readonly Plugin[]; readonly set?: readonly string[] },
): Promise<RunResult> {
  const trained = await openRun(runDir, { builtIns });
  const changed = await openRun(runDir, { builtIns, set });
  for (const key of trainedKeys) {
    if (canonicalJson(trained.experiment[key]) === canonicalJson(changed.experiment[key])) continue;
    throw pipelineErrors.TFM_EVALUATE_OVERRIDE({
      option: key,
      stage: 'evaluate',
      message: `\`${key}\` is part of what the run was trained as.`,
      fix: 'Override `cohort`, `segmenter`, `parser` or `evaluate` only, or run a new experiment.',
    });
  }
  const name = hashJson({ ...changed.experiment, name: undefined, compute: undefined }).slice(0, 12);
  return runStages(
    {
      ...environment,
      experiment: { ...changed.experiment, name },
      registry: changed.registry,
      pluginFolders: changed.pluginFolders,
      runsDir: join(trained.dir, 'evaluations'),
      artifactsDir: trained.artifactsDir,
      source: trained.manifest.source,
    },
    (stages) => scoreModel(stages, trained.dir),
  );
}
