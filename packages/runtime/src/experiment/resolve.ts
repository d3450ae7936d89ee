import { didYouMean, tokens, type Token } from '@totalfm/core';
import type { z } from 'zod';
import type { Json } from '../canonical-json.ts';
import { componentGraph } from '../container/component-graph.ts';
import { runtimeErrors } from '../errors.ts';
import type { Registry } from '../plugins/registry.ts';
import type { Pipeline } from '../stages/pipeline.ts';
import type { Slot } from '../stages/slot.ts';
import { computeSchema, privacySchema, seedSchema } from './base-schemas.ts';
import { dotted, placeOf, toPlain, type ConfigNode, type ConfigPath, type MapNode } from './config-node.ts';
import {
  experimentKeys,
  namedUses,
  runNamePattern,
  type ComponentUse,
  type ComputeOptions,
  type ResolvedExperiment,
} from './experiment.ts';
import { resolveModels } from './resolve-models.ts';
import { resolveUse, type UseContext } from './resolve-use.ts';

export interface ResolveParts {
  readonly root: MapNode;
  readonly pipeline: Pipeline;
  readonly registry: Registry;
  /** Names of the plugins that it names, with absolute paths. */
  readonly plugins: readonly string[];
  /** The name of an experiment that gives itself none. */
  readonly fallbackName: string;
}

/**
 * Checks a merged experiment against the pipeline and the loaded plugins, and writes every default out. Throws a coded error
 * with the file and line of the first thing that is wrong.
 */
export async function resolveExperiment(parts: ResolveParts): Promise<ResolvedExperiment> {
  const { root, pipeline, registry, plugins } = parts;
  const at = (path: ConfigPath) => placeOf(root, path);
  checkKeys(root, pipeline);
  const compute = checkedValue(root, 'compute', computeSchema, {}) as ComputeOptions;
  const context: UseContext = {
    registry,
    placeOf: at,
    shared: { threads: compute.threads, engine: compute.use, device: compute.device },
  };
  const runner = await serviceOf(tokens.JobQueue, nodeAt(root, 'compute', 'runner'), ['compute', 'runner'], context);
  const artifacts = await serviceOf(tokens.ObjectStore, nodeAt(root, 'artifacts'), ['artifacts'], context);
  const filled: Record<string, ComponentUse | readonly ComponentUse[] | false> = {};
  for (const [key, slot] of Object.entries(pipeline.slots)) filled[key] = await fillSlot(root, key, slot, context);
  const base = {
    name: nameOf(root, parts.fallbackName),
    ...fromOf(root),
    seed: checkedValue(root, 'seed', seedSchema, undefined) as number,
    plugins,
  };
  const named = namedUses(filled as unknown as ResolvedExperiment, pipeline);
  const models = await resolveModels({
    ...context,
    node: root.entries.get('models'),
    uses: named.map(({ name, slot, use }) => ({ use, token: pipeline.slots[slot].token, path: pathOf(name) })),
  });
  const settings: Record<string, Json> = {};
  for (const [key, setting] of Object.entries(pipeline.settings)) {
    const node = root.entries.get(key);
    settings[key] = setting.resolve(node && toPlain(node), registry, at, { ...settings });
  }
  const privacy = checkedValue(root, 'privacy', privacySchema, {});
  const experiment = {
    ...base,
    models,
    ...settings,
    ...filled,
    compute: { ...compute, ...(runner && { runner }) },
    ...(artifacts && { artifacts }),
    privacy,
  } as ResolvedExperiment;
  componentGraph({ experiment, pipeline, registry, placeOf: at });
  return experiment;
}

/** What decides where work is done and kept, with its defaults written out; undefined where it is left out. */
async function serviceOf<Service>(
  token: Token<Service>,
  node: ConfigNode | undefined,
  path: ConfigPath,
  context: UseContext,
): Promise<ComponentUse | undefined> {
  return isOff(node) ? undefined : resolveUse({ node, path, token: token as Token<unknown> }, context);
}

/** What stands at a path of maps. */
const nodeAt = (root: MapNode, ...path: readonly string[]): ConfigNode | undefined =>
  path.reduce<ConfigNode | undefined>((node, key) => (node?.kind === 'map' ? node.entries.get(key) : undefined), root);

/** `evaluate.0` as the path of a value. */
const pathOf = (name: string): ConfigPath => name.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

async function fillSlot(root: MapNode, key: string, slot: Slot, context: UseContext) {
  const node = root.entries.get(key);
  const { token, use, list } = slot;
  if (slot.optional && isOff(node)) return list ? [] : false;
  if (!list) return resolveUse({ node, path: [key], token: token as Token<unknown>, defaultUse: use }, context);
  const uses: ComponentUse[] = [];
  for (const [index, item] of listItems(root, key, node, list).entries())
    uses.push(await resolveUse({ node: item, path: [key, index], token: token as Token<unknown> }, context));
  return uses;
}

function listItems(root: MapNode, key: string, node: ConfigNode | undefined, defaults: readonly string[]) {
  const place = placeOf(root, [key]);
  if (!node) {
    return defaults.map(
      (id): ConfigNode => ({ kind: 'map', place, entries: new Map([['use', { kind: 'scalar', place, value: id }]]) }),
    );
  }
  if (node.kind === 'list') return node.items;
  throw runtimeErrors.TFM_EXPERIMENT_VALUE({
    ...place,
    option: key,
    message: `\`${key}\` is not a list of components.`,
    fix: `Write \`${key}: [{ use: ${defaults[0] ?? 'ID'} }]\`.`,
  });
}

function checkKeys(root: MapNode, pipeline: Pipeline): void {
  const known = experimentKeys(pipeline);
  for (const [key, node] of root.entries) {
    if (known.includes(key)) continue;
    throw runtimeErrors.TFM_EXPERIMENT_KEY({
      ...node.place,
      option: key,
      message: `An experiment has no key \`${key}\`.`,
      fix: didYouMean(key, known),
    });
  }
}

function checkedValue(root: MapNode, key: string, schema: z.ZodType, absent: unknown): unknown {
  const node = root.entries.get(key);
  const result = schema.safeParse(node ? toPlain(node) : absent);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const path = [key, ...(issue.path as ConfigPath), ...(unknown === undefined ? [] : [unknown])];
  const place = { ...placeOf(root, path), option: dotted(path) };
  if (unknown !== undefined) {
    throw runtimeErrors.TFM_EXPERIMENT_KEY({
      ...place,
      message: `\`${key}\` has no key \`${unknown}\`.`,
      fix: didYouMean(unknown, Object.keys((schema as z.ZodObject).shape)),
    });
  }
  throw runtimeErrors.TFM_EXPERIMENT_VALUE({
    ...place,
    message: `\`${dotted(path)}\` is not valid: ${issue.message}.`,
    fix: `\`totalfm config schema\` says what \`${key}\` takes.`,
  });
}

function nameOf(root: MapNode, fallbackName: string): string {
  const node = root.entries.get('name');
  const name = node ? toPlain(node) : fallbackName;
  if (typeof name === 'string' && runNamePattern.test(name)) return name;
  throw runtimeErrors.TFM_EXPERIMENT_VALUE({
    ...placeOf(root, ['name']),
    option: 'name',
    message: `The name ${JSON.stringify(name)} cannot be the name of a folder.`,
    fix: 'Use letters, digits, `.`, `_` and `-`, and start with a letter or a digit.',
  });
}

function fromOf(root: MapNode): { from?: string } {
  const node = root.entries.get('from');
  if (isOff(node)) return {};
  const from = toPlain(node as ConfigNode);
  if (typeof from === 'string') return { from };
  throw runtimeErrors.TFM_EXPERIMENT_VALUE({
    ...placeOf(root, ['from']),
    option: 'from',
    message: '`from` is not the folder of a run.',
    fix: 'Write `from: runs/demo`.',
  });
}

/** `false`, `null` and nothing at all: an optional slot that stays empty. */
function isOff(node: ConfigNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && (node.value === false || node.value === null));
}
