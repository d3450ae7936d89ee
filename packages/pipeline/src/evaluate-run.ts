import { join } from 'node:path';
import type { ExamListing, Plugin, Split } from '@totalfm/core';
import { canonicalJson, hashJson, type Artifact } from '@totalfm/runtime';
import { pipelineErrors } from './errors.ts';
import { readExams } from './exams/exam-list.ts';
import { openRun } from './open-run.ts';
import { runStages, stageFunctions, type RunEnvironment, type RunResult } from './run.ts';
import type { StageName } from './stage-name.ts';
import { evaluate } from './stages/evaluate.ts';

/** What a trained model is made of: an evaluation may not change it. */
const trainedKeys = ['seed', 'organs', 'pairs', 'vision', 'text', 'pretrain', 'align'] as const;

/**
 * Scores a trained run under overrides (`cohort.seed=9`, `cohort.root=DIR`), without training. Exams that
 * the run did not have are all tests, with thresholds from the run's own validation pairs; those that it had keep their split.
 * Goes to `RUN/evaluations/HASH`, a run folder of its own.
 */
export async function evaluateRun(runDir: string, { builtIns, set = [], ...environment }: RunEnvironment & { readonly builtIns: readonly Plugin[]; readonly set?: readonly string[] }): Promise<RunResult> {
  const trained = await openRun(runDir, { builtIns });
  const changed = await openRun(runDir, { builtIns, set });
  for (const key of trainedKeys) {
    if (canonicalJson(trained.experiment[key]) === canonicalJson(changed.experiment[key])) continue;
    throw pipelineErrors.TFM_EVALUATE_OVERRIDE({ option: key, stage: 'evaluate', message: `\`${key}\` is part of what the run was trained as.`, fix: 'Override `cohort`, `segmenter`, `parser` or `evaluate` only, or run a new experiment.' });
  }
  const [align, ownPair, ownIngest] = [await trained.artifact('align'), await trained.artifact('pair'), await trained.artifact('ingest')];
  const name = hashJson({ ...changed.experiment, name: undefined, compute: undefined }).slice(0, 12);
  return runStages({ ...environment, experiment: { ...changed.experiment, name }, registry: changed.registry, pluginFolders: changed.pluginFolders, runsDir: join(trained.dir, 'evaluations'), artifactsDir: trained.artifactsDir, source: trained.manifest.source }, async (stages) => {
    const made: Partial<Record<StageName, Artifact>> = { align };
    for (const stage of ['ingest', 'segment', 'parse', 'pair'] as const) made[stage] = await stages.run(stage, stageFunctions[stage](made));
    const pair = made.pair as Artifact;
    const fresh = made.ingest?.id === ownIngest.id ? undefined : { validation: ownPair, seen: await seenExams(made.ingest as Artifact, ownIngest) };
    made.evaluate = await stages.run('evaluate', (context) => evaluate(context, { align, pair, fresh }));
    return made;
  });
}

/**
 * Exams of a cohort that a run already had, with their split there. Ids alone do not tell (two phantoms share them): an
 * exam is the same where its cohort gives it a revision, and the same one.
 */
async function seenExams(ingest: Artifact, own: Artifact): Promise<ReadonlyMap<string, Split>> {
  const known = new Map((await readExams(own)).map((exam) => [exam.id, exam]));
  const shared = (await readExams(ingest)).filter(({ id, revision }) => revision !== undefined && known.get(id)?.revision === revision);
  return new Map(shared.map(({ id }) => [id, (known.get(id) as ExamListing).split]));
}
