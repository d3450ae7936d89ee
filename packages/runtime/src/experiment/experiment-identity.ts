import { canonicalJson } from '../canonical-json.ts';
import type { Registry } from '../plugins/registry.ts';
import type { Pipeline } from '../stages/pipeline.ts';
import { namedUses, optionsOf, type ComponentUse, type ResolvedExperiment } from './experiment.ts';
import { resultOptions } from './result-options.ts';

/**
 * One text for experiments that have the same results: without their name, workers and operational options. Those of what
 * lists exams count: where files lie decides a result as long as nobody looks at what they hold.
 */
export function experimentIdentity(experiment: ResolvedExperiment, pipeline: Pipeline, registry: Registry): string {
  const { name: _name, artifacts: _artifacts, compute, models, privacy, ...rest } = experiment;
  const { workers: _workers, runner: _runner, ...computed } = compute;
  const { hosts: _hosts, ...kept } = privacy;
  const settled: Record<string, unknown> = { ...rest, compute: computed, privacy: kept };
  for (const slot of Object.keys(pipeline.slots)) delete settled[slot];
  const sources = new Set(pipeline.stages.filter(({ source }) => source).flatMap((stage) => Object.keys(stage.uses)));
  const uses = namedUses(experiment, pipeline).map(({ name, slot, use }) => [
    name,
    sources.has(slot) ? use : resultUse(use, registry, pipeline.slots[slot].token.key),
  ]);
  const referred = Object.entries(models).map(([name, use]) => [name, resultUse(use, registry)]);
  return canonicalJson({ ...settled, models: Object.fromEntries(referred), uses: Object.fromEntries(uses) });
}

function resultUse(use: ComponentUse, { components }: Registry, contract?: symbol): ComponentUse {
  const component = components.find(
    ({ id, provides }) => id === use.use && (contract === undefined || provides.key === contract),
  );
  return component ? ({ use: use.use, ...resultOptions(component, optionsOf(use)) } as ComponentUse) : use;
}
