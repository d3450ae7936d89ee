import { toErrorRecord } from '@totalfm/core';
import { namedUses, type ResolvedExperiment } from '../experiment/experiment.ts';
import type { ExamOutcome } from '../journal/exam-journal.ts';
import type { Registry } from '../plugins/registry.ts';
import type { Pipeline } from '../stages/pipeline.ts';
import type { StageResult } from '../stages/run-context.ts';
import type { FailureLine } from './run-folder.ts';
import type { RunManifest, StageRecord } from './run-manifest.ts';

/** The lines of `failures.jsonl` that a stage's journal gives; what is skipped was told by the stage that lost it. */
export function failureLines(stage: string, outcomes: readonly ExamOutcome[]): readonly FailureLine[] {
  return outcomes.flatMap(({ exam, error, warnings = [] }) => [
    ...(error ? [{ stage, exam, level: 'error' as const, ...error }] : []),
    ...warnings.map((warning) => ({ stage, exam, level: 'warning' as const, ...warning })),
  ]);
}

/** What the manifest says of one finished stage. */
export function stageRecord({ artifact, reused, seconds }: StageResult, outcomes: readonly ExamOutcome[]): StageRecord {
  const count = (status: ExamOutcome['status']) => outcomes.filter((outcome) => outcome.status === status).length;
  const lines = failureLines(artifact.manifest.stage, outcomes);
  return {
    stage: artifact.manifest.stage,
    artifact: artifact.id,
    reused,
    seconds: Number(seconds.toFixed(3)),
    ...(outcomes.length > 0
      ? {
          exams: { done: count('done'), failed: count('failed'), skipped: count('skipped') },
          failures: countCodes(lines, 'error'),
          warnings: countCodes(lines, 'warning'),
        }
      : {}),
  };
}

/** How many lines of a level there are of each error code. */
export function countCodes(
  lines: readonly FailureLine[],
  level: FailureLine['level'],
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const line of lines) if (line.level === level) counts.set(line.code, (counts.get(line.code) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Contract, id, version and plugin of every component that an experiment names. */
export const componentRecords = (
  experiment: ResolvedExperiment,
  pipeline: Pipeline,
  registry: Registry,
): RunManifest['components'] =>
  Object.fromEntries(
    namedUses(experiment, pipeline).map(({ name, slot, use }) => {
      const { token } = pipeline.slots[slot];
      const component = registry.component(token, use.use);
      const plugin = registry.pluginOf(`${token.name}:${use.use}`);
      return [name, { contract: token.name, id: use.use, version: component?.version ?? '', plugin }];
    }),
  );

/** Every seed of an experiment: its own, and those that components have as an option. */
export const seedsOf = (experiment: ResolvedExperiment, pipeline: Pipeline): Readonly<Record<string, number>> => ({
  seed: experiment.seed,
  ...Object.fromEntries(
    namedUses(experiment, pipeline).flatMap(({ name, use }) =>
      typeof use.seed === 'number' ? [[`${name}.seed`, use.seed]] : [],
    ),
  ),
});

/** Why a run ended as it did. */
export function endOf(error: unknown): Pick<RunManifest, 'status' | 'error'> {
  const record = toErrorRecord(error);
  return { status: record.code === 'TFM_CANCELLED' ? 'stopped' : 'failed', error: record };
}
