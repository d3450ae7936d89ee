import { toErrorRecord, tokens } from '@totalfm/core';
import {
  slotNames,
  slots,
  type Artifact,
  type ExamOutcome,
  type FailureLine,
  type Registry,
  type ResolvedExperiment,
  type RunManifest,
  type StageRecord,
} from '@totalfm/runtime';

/** The lines of `failures.jsonl` that a stage's journal gives; what is skipped was told by the stage that lost it. */
export function failureLines(stage: string, outcomes: readonly ExamOutcome[]): readonly FailureLine[] {
  return outcomes.flatMap(({ exam, error, warnings = [] }) => [
    ...(error ? [{ stage, exam, level: 'error' as const, ...error }] : []),
    ...warnings.map((warning) => ({ stage, exam, level: 'warning' as const, ...warning })),
  ]);
}

/** What the manifest says of one finished stage. */
export function stageRecord(
  { artifact, reused, seconds }: { readonly artifact: Artifact; readonly reused: boolean; readonly seconds: number },
  outcomes: readonly ExamOutcome[],
): StageRecord {
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
export function componentRecords(experiment: ResolvedExperiment, registry: Registry): RunManifest['components'] {
  const named = [
    ...slotNames.flatMap((slot) =>
      experiment[slot] ? [[slot, slots[slot].token, (experiment[slot] as { use: string }).use] as const] : [],
    ),
    ...experiment.evaluate.map(({ use }, index) => [`evaluate.${index}`, tokens.Evaluator, use] as const),
  ];
  return Object.fromEntries(
    named.map(([slot, token, id]) => [
      slot,
      {
        contract: token.name,
        id,
        version: registry.component(token, id)?.version ?? '',
        plugin: registry.pluginOf(`${token.name}:${id}`),
      },
    ]),
  );
}

/** Every seed of an experiment: its own, and those that components have as an option. */
export function seedsOf(experiment: ResolvedExperiment): Readonly<Record<string, number>> {
  const own = slotNames.flatMap((slot) => {
    const use = experiment[slot];
    return use && typeof use.seed === 'number' ? [[`${slot}.seed`, use.seed] as const] : [];
  });
  return { seed: experiment.seed, ...Object.fromEntries(own) };
}

/** Why a run ended as it did. */
export function endOf(error: unknown): Pick<RunManifest, 'status' | 'error'> {
  const record = toErrorRecord(error);
  return { status: record.code === 'TFM_CANCELLED' ? 'stopped' : 'failed', error: record };
}
