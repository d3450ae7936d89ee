import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { groupBy, writeFileWhole } from '@totalfm/core';
import { gatherFolds, type FoldResult } from '@totalfm/evaluators';
import {
  metricsOf,
  readRunJson,
  readRunLines,
  runFiles,
  runJson,
  runLines,
  runMetrics,
  scoreLine,
  scoreLinesOf,
} from '@totalfm/run-format';
import { writeRunReport } from '@totalfm/run-report';
import { hashJson, jsonText, runtimeErrors, type Json, type ResolvedExperiment } from '@totalfm/runtime';
import { shortPath, type RunOutput } from './run-output.ts';

/** The runs of a sweep that withhold each finding once, and what they are gathered as. */
export interface Rotation {
  /** Of the folder of the gathered results: what the names of its runs have in common. */
  readonly name: string;
  readonly experiments: readonly ResolvedExperiment[];
}

interface Folds {
  readonly folds: number;
  readonly fold: number;
}

const foldsOf = ({ unseen }: ResolvedExperiment): Folds | undefined =>
  typeof unseen === 'object' && unseen !== null && 'folds' in unseen ? (unseen as Folds) : undefined;

/** Whole rotations among the experiments of a sweep: every fold once, and nothing else that differs but the model that is scored. */
export function rotationsOf(experiments: readonly ResolvedExperiment[]): readonly Rotation[] {
  const swept = experiments.filter((one) => foldsOf(one));
  const groups = groupBy(swept, ({ name: _, from: __, unseen, ...rest }) =>
    hashJson({ ...rest, unseen: { ...(unseen as object), fold: null } } as unknown as Json),
  );
  return [...groups.values()].flatMap((some) => {
    const { folds } = foldsOf(some[0])!;
    const found = new Set(some.map((one) => foldsOf(one)!.fold));
    if (found.size !== folds || some.length !== folds) return [];
    return [{ name: commonName(some.map(({ name }) => name)), experiments: some }];
  });
}

/** Parts of the first name, between dots, that all have. */
function commonName([first, ...others]: readonly string[]): string {
  const has = others.map((name) => new Set(name.split('.')));
  const shared = first.split('.').filter((part) => has.every((parts) => parts.has(part)));
  return shared.join('.') || 'unseen';
}

/** Throws `TFM_RUN_NAME_TAKEN` where the folder of gathered results is that of a run; asked before anything is run. */
export async function checkRotation({ name }: Rotation, runsDir: string): Promise<void> {
  const dir = join(runsDir, name);
  const isRun = await readFile(join(dir, runFiles.manifest)).then(
    () => true,
    () => false,
  );
  if (!isRun) return;
  throw runtimeErrors.TFM_RUN_NAME_TAKEN({
    file: dir,
    message: `The results of the sweep are to be gathered in ${name}, which is a run of its own.`,
    fix: 'Choose another name (`--name`), or delete that run.',
  });
}

/**
 * Gathers finished runs of a rotation in a folder that reads as a run's: experiment, metrics, scores and report. The same runs give
 * the same bytes. Throws `TFM_EVALUATE_FOLDS`.
 */
export async function gatherRotation({ name, experiments }: Rotation, runsDir: string): Promise<RunOutput> {
  const dir = join(runsDir, name);
  const folds = await Promise.all(experiments.map((one) => readFold(one.name, join(runsDir, one.name))));
  const [first] = experiments;
  const { resamples = 1000 } = (folds[0].findings.details.protocol ?? {}) as { readonly resamples?: number };
  const result = gatherFolds(folds, { resamples, seed: first.seed });
  await mkdir(dir, { recursive: true });
  const write = async (file: string, text: (path: string) => string) =>
    writeFileWhole(join(dir, file), text(join(dir, file)));
  await write(runFiles.experiment, () => jsonText(gatheredExperiment(name, experiments)));
  await write(runFiles.metrics, (path) => runJson(metricsOf([result]), runMetrics, path));
  await write(runFiles.scores, (path) => runLines(scoreLinesOf([result]), scoreLine, path));
  const report = await writeRunReport(dir);
  const metrics = metricsOf([result]);
  return { name, dir: shortPath(dir), status: 'done', stages: [], failures: {}, metrics, report: shortPath(report) };
}

async function readFold(name: string, dir: string): Promise<FoldResult> {
  const key = 'findings';
  const metrics = await readRunJson(join(dir, runFiles.metrics), runMetrics);
  const scores = await readRunLines(join(dir, runFiles.scores), scoreLine);
  const findings = metrics?.[key];
  if (findings)
    return { name, findings, scores: scores.flatMap(({ evaluator, ...one }) => (evaluator === key ? [one] : [])) };
  throw runtimeErrors.TFM_STAGE_NOT_REACHED({
    file: dir,
    stage: 'evaluate',
    message: 'The run has no scores of findings, so that nothing can be gathered of what was withheld from it.',
    fix: 'Name the evaluator: `evaluate: [{ use: findings }]`.',
  });
}

/** The experiment that makes all of the runs: what they have in common, and the sweep. */
function gatheredExperiment(name: string, experiments: readonly ResolvedExperiment[]): unknown {
  const [{ from, unseen, ...first }] = experiments;
  const { fold: _, ...rest } = unseen as Folds;
  const sweep =
    from === undefined
      ? { 'unseen.fold': experiments.map((one) => foldsOf(one)!.fold) }
      : { from: experiments.map((one) => one.from) };
  return { ...first, name, unseen: rest, sweep };
}
