import { canonicalJson, type Json } from '../canonical-json.ts';
import { componentGraph } from '../container/component-graph.ts';
import { runtimeErrors } from '../errors.ts';
import { trainedKeys } from '../stages/trained-keys.ts';
import { dotted, placeOf, type ConfigPath, type MapNode } from './config-node.ts';
import { optionsOf, useOf, type ResolvedExperiment } from './experiment.ts';
import { resolveExperiment, type ResolveParts } from './resolve.ts';
import { resultOptions } from './result-options.ts';

/** Throws `TFM_EXPERIMENT_TRAINED` where an experiment would change what the run of its `from` was trained as. */
export async function checkTrained(model: MapNode, resolved: ResolvedExperiment, parts: ResolveParts): Promise<void> {
  const { pipeline, registry, root } = parts;
  const { plugins, name: fallbackName } = resolved;
  const trained = await resolveExperiment({ ...parts, root: model, plugins, fallbackName });
  const graph = componentGraph({ experiment: trained, pipeline, registry });
  for (const key of trainedKeys(pipeline, graph)) {
    const difference = differingPath(resultOf(trained, key, parts), resultOf(resolved, key, parts));
    if (!difference) continue;
    const path = [key, ...difference];
    throw runtimeErrors.TFM_EXPERIMENT_TRAINED({
      ...placeOf(root, path),
      option: dotted(path),
      message: `\`${dotted(path)}\` is part of what the run in \`from\` was trained as.`,
      fix: 'Leave it out, or train a new model without `from`.',
    });
  }
}

/** A value without options that change no result. */
function resultOf(experiment: ResolvedExperiment, key: string, { pipeline, registry }: ResolveParts): Json | undefined {
  const slot = pipeline.slots[key];
  const use = slot && !slot.list ? useOf(experiment, key) : undefined;
  const found = use && registry.component(slot.token, use.use);
  return use && found ? { use: use.use, ...resultOptions(found, optionsOf(use)) } : (experiment[key] as Json);
}

/** The way to the first value that differs, by the keys of maps; undefined where none does. */
function differingPath(a: Json | undefined, b: Json | undefined): ConfigPath | undefined {
  if (canonicalJson(a ?? null) === canonicalJson(b ?? null)) return undefined;
  if (!isMap(a) || !isMap(b)) return [];
  const key = ['use', ...Object.keys(a), ...Object.keys(b)].find((name) => differingPath(a[name], b[name]));
  return key === undefined ? [] : [key, ...(differingPath(a[key], b[key]) as ConfigPath)];
}

const isMap = (value: Json | undefined): value is { readonly [key: string]: Json | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
