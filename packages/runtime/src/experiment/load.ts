import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { Plugin } from '@totalfm/core';
import type { Json } from '../canonical-json.ts';
import { runtimeErrors } from '../errors.ts';
import { loadPlugins, type PluginRequest } from '../plugins/load-plugins.ts';
import type { Registry } from '../plugins/registry.ts';
import type { Pipeline } from '../stages/pipeline.ts';
import { checkTrained } from './check-trained.ts';
import { placeOf, type ConfigNode, type ConfigPath, type MapNode, type Place } from './config-node.ts';
import { runNamePattern, type ResolvedExperiment } from './experiment.ts';
import { mergeExperiments } from './merge.ts';
import { parseOverride } from './overrides.ts';
import { parseYaml, readYaml } from './read-yaml.ts';
import { resolveExperiment } from './resolve.ts';
import { sweepPoints, type SweepPoint } from './sweep.ts';

/** What experiments are read with: the program's own plugins and its pipeline. */
export interface Program {
  readonly pipeline: Pipeline;
  /** The plugins that are part of the program. */
  readonly builtIns: readonly Plugin[];
  /** Further folders to look for plugin packages in, after the experiment's own and before the working one. */
  readonly pluginFolders?: readonly string[];
}

/** An experiment file, or the values of one that is in no file; `--set` overrides (`align.epochs=3`) beside it. */
export type ExperimentText = ({ readonly file: string } | { readonly values: Readonly<Record<string, Json>> }) & {
  readonly set?: readonly string[];
};

export interface LoadedExperiments {
  /** Absolute path of the file, where there is one. */
  readonly file?: string;
  /** One experiment, or one for each point of the sweep. */
  readonly experiments: readonly ResolvedExperiment[];
  /** Where the values of each were written. */
  readonly places: readonly ((path: ConfigPath) => Place)[];
  readonly registry: Registry;
  /** Folders that plugin packages were looked for in: a worker, or a resumed run, needs the same. */
  readonly pluginFolders: readonly string[];
}

/** Reads an experiment: `extends`, `--set`, `from`, plugins, `sweep`, and every default written out. */
export async function loadExperiments(text: ExperimentText, program: Program): Promise<LoadedExperiments> {
  const { pipeline, builtIns, pluginFolders = [] } = program;
  const reader = createReader(pipeline);
  const file = 'file' in text ? resolve(text.file) : undefined;
  const written =
    'file' in text ? await reader.read(resolve(text.file)) : parseYaml(JSON.stringify(text.values), 'values', false);
  const own = reader.merge(written as MapNode, (text.set ?? []).map(parseOverride));
  const points: (SweepPoint & Laid)[] = [];
  for (const point of sweepPoints(own.entries.get('sweep')))
    points.push({ ...point, ...(await layOverModel(reader.merge(own, point.overrides), reader.merge)) });
  const requests = points.map(({ root }) => pluginRequests(root.entries.get('plugins')));
  const folders = [...new Set([...(file ? [dirname(file)] : []), ...pluginFolders, process.cwd()])];
  const registry = await loadPlugins({ builtIns, requests: distinct(requests.flat()), folders });
  const experiments: ResolvedExperiment[] = [];
  const places: ((path: ConfigPath) => Place)[] = [];
  for (const [index, { suffix, root, model }] of points.entries()) {
    const parts = {
      pipeline,
      registry,
      root,
      plugins: requests[index].map((request) => request.name),
      fallbackName: scalarText(root.entries.get('name')) ?? nameOfFile(file),
    };
    const resolved = await resolveExperiment(parts);
    if (model) await checkTrained(model.experiment, resolved, parts);
    experiments.push(suffix ? { ...resolved, name: `${resolved.name}.${suffix}` } : resolved);
    places.push((path) => placeOf(root, path));
  }
  return { ...(file !== undefined && { file }), experiments, places, registry, pluginFolders: folders };
}

function nameOfFile(file: string | undefined): string {
  const name = file && basename(file).replace(/\.(ya?ml|json)$/, '');
  return name && runNamePattern.test(name) ? name : 'experiment';
}

/** Reads files that extend one another and lays maps over maps; slots know the component that they mean by default. */
function createReader({ slots }: Pipeline) {
  const defaultUses = Object.fromEntries(Object.entries(slots).map(([key, { use }]) => [key, use]));
  const merge = (base: MapNode, overs: readonly MapNode[]) =>
    overs.reduce((under, over) => mergeExperiments(under, over, defaultUses), base);
  return { merge, read: (file: string) => readWithBase(file, {}, []) };

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
}

interface Laid {
  readonly root: MapNode;
  readonly model?: Model;
}

/** An experiment over that of the run in its `from`, where it has one: points of a sweep may differ in it. */
async function layOverModel(own: MapNode, merge: (base: MapNode, overs: readonly MapNode[]) => MapNode): Promise<Laid> {
  const model = await readModel(own);
  return model ? { root: merge(model.experiment, [withFrom(own, model.from)]), model } : { root: own };
}

/** The first request for each plugin. */
const distinct = (requests: readonly PluginRequest[]): PluginRequest[] =>
  [...new Map([...requests].reverse().map((request) => [request.name, request])).values()].reverse();

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
