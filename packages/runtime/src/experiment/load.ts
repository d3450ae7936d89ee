import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { Plugin } from '@totalfm/core';
import { canonicalJson } from '../canonical-json.ts';
import { runtimeErrors } from '../errors.ts';
import { loadPlugins, type PluginRequest } from '../plugins/load-plugins.ts';
import type { Registry } from '../plugins/registry.ts';
import { placeOf, type ConfigNode, type MapNode, type Place } from './config-node.ts';
import { runNamePattern, slotNames, slots, trainedKeys, type ResolvedExperiment } from './experiment.ts';
import { mergeExperiments } from './merge.ts';
import { parseOverride } from './overrides.ts';
import { readYaml } from './read-yaml.ts';
import { resolveExperiment } from './resolve.ts';
import { sweepPoints } from './sweep.ts';

export interface LoadOptions {
  /** The plugins that are part of the program. */
  readonly builtIns: readonly Plugin[];
  /** `--set` overrides: `align.epochs=3`. */
  readonly set?: readonly string[];
  /** Further folders to look for plugin packages in, after the experiment's own and before the working one. */
  readonly pluginFolders?: readonly string[];
}

export interface LoadedExperiments {
  /** Absolute path of the file. */
  readonly file: string;
  /** One experiment, or one for each point of the sweep. */
  readonly experiments: readonly ResolvedExperiment[];
  readonly registry: Registry;
  /** Folders that plugin packages were looked for in: a worker, or a resumed run, needs the same. */
  readonly pluginFolders: readonly string[];
}

const defaultUses = Object.fromEntries(slotNames.map((slot) => [slot, slots[slot].use]));

/** Reads an experiment file: `extends`, `--set`, `from`, plugins, `sweep`, and every default written out. */
export async function loadExperiments(
  file: string,
  { builtIns, set = [], pluginFolders = [] }: LoadOptions,
): Promise<LoadedExperiments> {
  const path = resolve(file);
  const folders = [...new Set([dirname(path), ...pluginFolders, process.cwd()])];
  const overrides = set.map(parseOverride);
  const own = overrides.reduce(
    (base, over) => mergeExperiments(base, over, defaultUses),
    await readWithBase(path, {}, []),
  );
  const model = await readModel(own);
  const merged = model ? mergeExperiments(model.experiment, withFrom(own, model.from), defaultUses) : own;
  const requests = pluginRequests(merged.entries.get('plugins'));
  const registry = await loadPlugins({ builtIns, requests, folders });
  const fallbackName = basename(path).replace(/\.(ya?ml|json)$/, '');
  const name =
    scalarText(merged.entries.get('name')) ?? (runNamePattern.test(fallbackName) ? fallbackName : 'experiment');
  const experiments: ResolvedExperiment[] = [];
  for (const { suffix, overrides: point } of sweepPoints(merged.entries.get('sweep'))) {
    const root = point.reduce((base, over) => mergeExperiments(base, over, defaultUses), merged);
    const resolved = await resolveExperiment(
      root,
      registry,
      requests.map((request) => request.name),
      name,
    );
    if (model) await checkTrained(model.experiment, root, resolved, registry);
    experiments.push(suffix ? { ...resolved, name: `${resolved.name}.${suffix}` } : resolved);
  }
  return { file: path, experiments, registry, pluginFolders: folders };
}

/** A file laid over the file that it extends, and so on. */
async function readWithBase(file: string, mentionedAt: Place, above: readonly string[]): Promise<MapNode> {
  if (above.includes(file)) {
    throw runtimeErrors.TFM_EXPERIMENT_EXTENDS_CYCLE({
      ...mentionedAt,
      message: `Experiments extend one another in a circle: ${[...above, file].join(' → ')}.`,
      fix: 'Remove one `extends`.',
    });
  }
  const root = await readYaml(file, mentionedAt);
  if (root.kind !== 'map')
    throw runtimeErrors.TFM_EXPERIMENT_VALUE({
      ...root.place,
      message: 'An experiment is a map of keys to values.',
      fix: 'Start with `name: my-experiment`.',
    });
  const { extends: base, own } = splitBase(withAbsolutePlugins(root, dirname(file)));
  if (!base) return own;
  const target = scalarText(base);
  if (target === undefined)
    throw runtimeErrors.TFM_EXPERIMENT_VALUE({
      ...base.place,
      option: 'extends',
      message: '`extends` is not a path.',
      fix: 'Write `extends: ./base.yaml`.',
    });
  return mergeExperiments(
    await readWithBase(resolve(dirname(file), target), base.place, [...above, file]),
    own,
    defaultUses,
  );
}

interface Model {
  /** Absolute folder of the run. */
  readonly from: string;
  /** The run's experiment, without what was its own alone. */
  readonly experiment: MapNode;
}

/** The run that `from` names: its experiment is the base of everything. A relative folder is one of the working folder's. */
async function readModel(own: MapNode): Promise<Model | undefined> {
  const node = own.entries.get('from');
  const folder = scalarText(node);
  if (!node || folder === undefined) return undefined;
  const from = resolve(folder);
  const root = await readYaml(join(from, 'experiment.json'), node.place);
  const entries = new Map(root.kind === 'map' ? root.entries : []);
  for (const key of ['name', 'from', 'sweep']) entries.delete(key);
  return { from, experiment: { kind: 'map', place: root.place, entries } };
}

const withFrom = (own: MapNode, from: string): MapNode => ({
  ...own,
  entries: new Map(own.entries).set('from', {
    kind: 'scalar',
    place: (own.entries.get('from') as ConfigNode).place,
    value: from,
  }),
});

/** Throws `TFM_EXPERIMENT_TRAINED` where an experiment would change what the run of its `from` was trained as. */
async function checkTrained(
  model: MapNode,
  root: MapNode,
  resolved: ResolvedExperiment,
  registry: Registry,
): Promise<void> {
  const trained = await resolveExperiment(model, registry, resolved.plugins, resolved.name);
  for (const key of trainedKeys) {
    if (canonicalJson(trained[key]) === canonicalJson(resolved[key])) continue;
    throw runtimeErrors.TFM_EXPERIMENT_TRAINED({
      ...placeOf(root, [key]),
      option: key,
      message: `\`${key}\` is part of what the run in \`from\` was trained as.`,
      fix: 'Leave it out, or train a new model without `from`.',
    });
  }
}

function splitBase(root: MapNode): { extends?: ConfigNode; own: MapNode } {
  const { extends: base, ...rest } = Object.fromEntries(root.entries);
  return { extends: base, own: { ...root, entries: new Map(Object.entries(rest)) } };
}

/** A relative plugin path belongs to the file that says it, so it is made absolute before files are merged. */
function withAbsolutePlugins(root: MapNode, folder: string): MapNode {
  const plugins = root.entries.get('plugins');
  if (plugins?.kind !== 'list') return root;
  const items = plugins.items.map((item) => {
    const name = scalarText(item);
    return name?.startsWith('.')
      ? { ...item, kind: 'scalar' as const, value: resolve(folder, name), place: item.place }
      : item;
  });
  return { ...root, entries: new Map(root.entries).set('plugins', { ...plugins, items }) };
}

function pluginRequests(node: ConfigNode | undefined): PluginRequest[] {
  if (!node) return [];
  const invalid = (at: ConfigNode) =>
    runtimeErrors.TFM_EXPERIMENT_VALUE({
      ...at.place,
      option: 'plugins',
      message: '`plugins` is not a list of package names and paths.',
      fix: "Write `plugins: ['@totalfm/plugin-organ-thyroid']`.",
    });
  if (node.kind !== 'list') throw invalid(node);
  return node.items.map((item) => {
    const name = scalarText(item);
    if (!name) throw invalid(item);
    return {
      name: name.startsWith('.') && !isAbsolute(name) ? resolve(name) : name,
      place: { ...item.place, option: 'plugins' },
    };
  });
}

const scalarText = (node: ConfigNode | undefined) =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
