import { deviceNames, engineNames, type AnyComponent, type ErrorDetails, type Token } from '@totalfm/core';
import { z } from 'zod';
import { componentGraph } from '../container/component-graph.ts';
import type { Json } from '../canonical-json.ts';
import { runtimeErrors } from '../errors.ts';
import type { Registry } from '../plugins/registry.ts';
import { didYouMean } from '../suggest.ts';
import { dotted, emptyMap, placeOf, toPlain, type ConfigNode, type ConfigPath, type MapNode } from './config-node.ts';
import {
  defaultEvaluators,
  experimentKeys,
  runNamePattern,
  slotNames,
  slots,
  type ComponentUse,
  type ComputeOptions,
  type ResolvedExperiment,
  type SlotName,
} from './experiment.ts';
import { resolveModels } from './resolve-models.ts';
import { validateOptions } from './validate-options.ts';

export const computeSchema = z.strictObject({
  use: z
    .enum(engineNames)
    .default('onnx')
    .describe(
      'Where tensor programs run: compiled by ONNX Runtime, or eagerly by tfjs. The default of every component option named `engine`.',
    ),
  device: z
    .enum(deviceNames)
    .default('cpu')
    .describe(
      'What compiled programs compute on; one that is not there is replaced by the CPU, with a warning. The default of every component option named `device`.',
    ),
  threads: z
    .number()
    .int()
    .min(1)
    .max(256)
    .default(2)
    .describe('Threads inside one operator: the default of every component option named `threads`.'),
  workers: z
    .number()
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe('Exams worked on at once: 1 is this process, more are worker threads. Never changes a result.'),
});

export const privacySchema = z.strictObject({
  remote: z
    .enum(['allow', 'refuse'])
    .default('refuse')
    .describe(
      'Whether anything may connect to other machines. With `allow`, reports are de-identified before they go to a model.',
    ),
});

export const seedSchema = z
  .number()
  .int()
  .min(0)
  .max(0xffffffff)
  .default(0)
  .describe('Seed of everything random that is not the cohort’s own.');

/**
 * Checks a merged experiment against the loaded plugins and writes every default out. Throws a coded error with the
 * file and line of the first thing that is wrong.
 */
export async function resolveExperiment(
  root: MapNode,
  registry: Registry,
  plugins: readonly string[],
  fallbackName: string,
): Promise<ResolvedExperiment> {
  const at = (path: ConfigPath) => placeOf(root, path);
  const get = (key: string) => root.entries.get(key);
  const valueError = (path: ConfigPath, details: ErrorDetails) =>
    runtimeErrors.TFM_EXPERIMENT_VALUE({ ...at(path), option: dotted(path), ...details });

  checkKeys();
  const compute = checked(computeSchema, 'compute', {}) as ComputeOptions;
  const use = (node: ConfigNode | undefined, path: ConfigPath, token: Token<unknown>, defaultUse?: string) =>
    resolveUse(node, path, token, defaultUse);
  const uses: Partial<Record<SlotName, ComponentUse | false>> = {};
  for (const slot of slotNames) {
    const node = get(slot);
    uses[slot] =
      slots[slot].optional && isOff(node) ? false : await use(node, [slot], slots[slot].token, slots[slot].use);
  }
  const evaluate: ComponentUse[] = [];
  for (const [index, node] of evaluators().entries())
    evaluate.push(await use(node, ['evaluate', index], { name: 'Evaluator', key: Symbol.for('totalfm.Evaluator') }));
  const filled = { ...uses, evaluate } as Record<SlotName, ComponentUse | false> & { evaluate: ComponentUse[] };
  const models = await resolveModels({
    node: get('models'),
    registry,
    uses: [
      ...slotNames.flatMap((slot) => useAt(slot)),
      ...evaluate.map((item, index) => ({ use: item, token: 'Evaluator', path: ['evaluate', index] as ConfigPath })),
    ],
    placeOf: at,
    shared: { threads: compute.threads, engine: compute.use, device: compute.device },
  });
  const experiment = {
    name: nameOf(),
    ...fromOf(),
    seed: checked(seedSchema, 'seed', undefined) as number,
    plugins,
    models,
    ...filled,
    organs: organs(),
    compute,
    privacy: checked(privacySchema, 'privacy', {}),
  } as ResolvedExperiment;
  componentGraph(experiment, registry, at);
  return ordered(experiment);

  function useAt(slot: SlotName) {
    const found = uses[slot];
    return found ? [{ use: found, token: slots[slot].token.name, path: [slot] as ConfigPath }] : [];
  }

  function checkKeys(): void {
    for (const [key, node] of root.entries) {
      if (key === 'generate' && !isOff(node)) {
        throw runtimeErrors.TFM_EXPERIMENT_KEY({
          ...node.place,
          option: key,
          message: '`generate` is reserved: this version generates no reports.',
          fix: 'Remove it.',
        });
      }
      if (!(experimentKeys as readonly string[]).includes(key)) {
        throw runtimeErrors.TFM_EXPERIMENT_KEY({
          ...node.place,
          option: key,
          message: `An experiment has no key \`${key}\`.`,
          fix: didYouMean(key, experimentKeys),
        });
      }
    }
  }

  function checked(schema: z.ZodType, key: string, absent: unknown): unknown {
    const node = get(key);
    const result = schema.safeParse(node ? toPlain(node) : absent);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const path = [key, ...(issue.path as ConfigPath), ...(unknown === undefined ? [] : [unknown])];
    if (unknown !== undefined)
      throw runtimeErrors.TFM_EXPERIMENT_KEY({
        ...at(path),
        option: dotted(path),
        message: `\`${key}\` has no key \`${unknown}\`.`,
        fix: didYouMean(unknown, Object.keys((schema as z.ZodObject).shape)),
      });
    throw valueError(path, {
      message: `\`${dotted(path)}\` is not valid: ${issue.message}.`,
      fix: `\`totalfm config schema\` says what \`${key}\` takes.`,
    });
  }

  function nameOf(): string {
    const node = get('name');
    const name = node ? toPlain(node) : fallbackName;
    if (typeof name === 'string' && runNamePattern.test(name)) return name;
    throw valueError(['name'], {
      message: `The name ${JSON.stringify(name)} cannot be the name of a folder.`,
      fix: 'Use letters, digits, `.`, `_` and `-`, and start with a letter or a digit.',
    });
  }

  function fromOf(): { from?: string } {
    const node = get('from');
    if (isOff(node)) return {};
    const from = toPlain(node as ConfigNode);
    if (typeof from === 'string') return { from };
    throw valueError(['from'], { message: '`from` is not the folder of a run.', fix: 'Write `from: runs/demo`.' });
  }

  async function resolveUse(
    node: ConfigNode | undefined,
    path: ConfigPath,
    token: Token<unknown>,
    defaultUse?: string,
  ): Promise<ComponentUse> {
    if (node && node.kind !== 'map') {
      const shown = node.kind === 'scalar' ? String(node.value) : 'a list';
      throw valueError(path, {
        message: `\`${dotted(path)}\` is ${shown}, where a component belongs.`,
        fix: `Write \`{ use: ${node.kind === 'scalar' && typeof node.value === 'string' ? node.value : (defaultUse ?? 'ID')} }\`, with its options beside it.`,
      });
    }
    const { use: id = defaultUse, ...options } = toPlain(node ?? emptyMap({})) as Record<string, Json>;
    if (typeof id !== 'string') {
      throw valueError(path, {
        message: `\`${dotted(path)}\` names no component.`,
        fix: `Write \`{ use: ID }\`. ${didYouMean('', idsOf(token))}`,
      });
    }
    return validateOptions({
      component: find(token, id, [...path, 'use']),
      options,
      path,
      placeOf: at,
      shared: { threads: compute.threads, engine: compute.use, device: compute.device },
    });
  }

  function find(token: Token<unknown>, id: string, path: ConfigPath): AnyComponent {
    const component = registry.component(token, id);
    if (component) return component;
    throw runtimeErrors.TFM_COMPONENT_UNKNOWN({
      ...at(path),
      option: dotted(path),
      component: id,
      message: `No loaded plugin brings a ${token.name} \`${id}\`.`,
      fix: didYouMean(id, idsOf(token)),
    });
  }

  function idsOf(token: Token<unknown>): string[] {
    return registry.providing(token).map((component) => component.id);
  }

  function evaluators(): readonly ConfigNode[] {
    const node = get('evaluate');
    const place = at(['evaluate']);
    if (!node)
      return defaultEvaluators.map((id) => ({
        kind: 'map',
        place,
        entries: new Map([['use', { kind: 'scalar', place, value: id }]]),
      }));
    if (node.kind !== 'list')
      throw valueError(['evaluate'], {
        message: '`evaluate` is not a list of evaluators.',
        fix: 'Write `evaluate: [{ use: findings }]`.',
      });
    return node.items;
  }

  function organs(): readonly string[] {
    const node = get('organs');
    const known = [...registry.organs.keys()];
    const listed = node ? toPlain(node) : known;
    if (!Array.isArray(listed) || listed.length === 0 || !listed.every((item) => typeof item === 'string')) {
      throw valueError(['organs'], {
        message: '`organs` is not a list of organ ids.',
        fix: `Write \`organs: [${known.slice(0, 2).join(', ')}]\`, or leave it out for all organs.`,
      });
    }
    const findings = new Map<string, string>();
    for (const [index, organ] of (listed as string[]).entries()) {
      const definition = registry.organs.get(organ);
      const place = { ...at(['organs', index]), organ };
      if (!definition)
        throw runtimeErrors.TFM_ORGAN_UNKNOWN({
          ...place,
          message: `No loaded plugin brings the organ \`${organ}\`.`,
          fix: didYouMean(organ, known),
        });
      if (listed.indexOf(organ) !== index)
        throw runtimeErrors.TFM_ORGAN_DUPLICATE({
          ...place,
          message: `The organ \`${organ}\` stands twice in \`organs\`.`,
          fix: 'Name it once.',
        });
      for (const { id } of definition.findings) {
        const other = findings.get(id);
        if (other !== undefined)
          throw runtimeErrors.TFM_ORGAN_DUPLICATE({
            ...place,
            message: `The organs \`${other}\` and \`${organ}\` both define the finding \`${id}\`.`,
            fix: 'Leave one of them out, or rename the finding.',
          });
        findings.set(id, organ);
      }
    }
    return listed as string[];
  }
}

/** `false`, `null` and nothing at all: an optional slot that stays empty. */
function isOff(node: ConfigNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && (node.value === false || node.value === null));
}

/** Keys in the order of the documentation, whatever order the file had. */
function ordered({
  name,
  from,
  seed,
  plugins,
  models,
  cohort,
  segmenter,
  parser,
  organs,
  pairs,
  store,
  vision,
  text,
  pretrain,
  align,
  embedder,
  evaluate,
  compute,
  privacy,
}: ResolvedExperiment): ResolvedExperiment {
  return {
    name,
    ...(from === undefined ? {} : { from }),
    seed,
    plugins,
    models,
    cohort,
    segmenter,
    parser,
    organs,
    pairs,
    store,
    vision,
    text,
    pretrain,
    align,
    embedder,
    evaluate,
    compute,
    privacy,
  };
}
