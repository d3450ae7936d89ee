import { toErrorRecord } from '@totalfm/core';
import { namedUses, type ResolvedExperiment } from '../experiment/experiment.ts';
import type { Registry } from '../plugins/registry.ts';
import type { Pipeline } from '../stages/pipeline.ts';
import type { StageResult } from '../stages/run-context.ts';
import type { ExamTally } from './exam-tally.ts';
import type { RunManifest, StageRecord } from './run-manifest.ts';

/** What the manifest says of one finished stage. */
export const stageRecord = ({ artifact, reused, seconds }: StageResult, tally: ExamTally): StageRecord => ({
  stage: artifact.manifest.stage,
  artifact: artifact.id,
  reused,
  seconds: Number(seconds.toFixed(3)),
  ...tally.record(),
});

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
