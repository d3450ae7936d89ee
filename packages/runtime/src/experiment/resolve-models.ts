import { didYouMean, type AnyComponent, type Token } from '@totalfm/core';
import type { Json } from '../canonical-json.ts';
import { runtimeErrors } from '../errors.ts';
import { dotted, toPlain, type ConfigNode, type ConfigPath } from './config-node.ts';
import type { ComponentUse } from './experiment.ts';
import type { UseContext } from './resolve-use.ts';
import { validateOptions } from './validate-options.ts';

interface PlacedUse {
  readonly use: ComponentUse;
  /** The contract that it fills. */
  readonly token: Token<unknown>;
  readonly path: ConfigPath;
}

export interface WrittenModels extends UseContext {
  readonly node: ConfigNode | undefined;
  /** The components of the experiment's slots, which may refer to models. */
  readonly uses: readonly PlacedUse[];
}

/** The name in `$name`; undefined for any other value. */
const referenceName = (value: unknown): string | undefined =>
  typeof value === 'string' && value.startsWith('$') ? value.slice(1) : undefined;

/**
 * Resolves the entries of `models` and checks every `$name`. The contract of an entry is that of the options that
 * refer to it; an entry that nothing refers to is taken for the first contract that has a component of its id.
 */
export async function resolveModels(written: WrittenModels): Promise<Record<string, ComponentUse>> {
  const { node, uses, registry } = written;
  if (node && node.kind !== 'map')
    throw runtimeErrors.TFM_EXPERIMENT_VALUE({
      ...node.place,
      option: 'models',
      message: '`models` is not a map of names to components.',
      fix: 'Write `models: { local: { use: ID } }`.',
    });
  const resolver = new ModelResolver(written, node?.entries ?? new Map<string, ConfigNode>());
  for (const placed of uses) resolver.collect(placed, registry.component(placed.token, placed.use.use) as AnyComponent);
  return resolver.resolveAll();
}

class ModelResolver {
  private readonly contracts = new Map<string, Token<unknown>>();

  constructor(
    private readonly context: UseContext,
    private readonly entries: ReadonlyMap<string, ConfigNode>,
  ) {}

  async resolveAll(): Promise<Record<string, ComponentUse>> {
    const models: Record<string, ComponentUse> = {};
    // An entry may refer to another one, so that contracts become known as entries are resolved.
    const waiting = new Set(this.entries.keys());
    while (waiting.size > 0) {
      const name = [...waiting].find((candidate) => this.contracts.has(candidate)) ?? [...waiting][0];
      waiting.delete(name);
      models[name] = await this.resolve(name, this.entries.get(name) as ConfigNode);
    }
    return Object.fromEntries([...this.entries.keys()].map((name) => [name, models[name]]));
  }

  /** Notes the contract of every model that a component refers to. */
  collect({ use, path }: Omit<PlacedUse, 'token'>, component: AnyComponent): void {
    for (const [option, token] of Object.entries(component.references as Record<string, Token<unknown>>)) {
      const value = use[option];
      if (value === undefined || value === null) continue;
      const items =
        token.list && Array.isArray(value)
          ? value.map((item, index) => [index, item] as const)
          : [[undefined, value] as const];
      for (const [index, item] of items) {
        const at = [...path, option, ...(index === undefined ? [] : [index])];
        this.collectOne({ token, option, component, at }, item);
      }
    }
  }

  private collectOne(reference: Reference, value: unknown): void {
    const { token, option, component, at } = reference;
    const place = { ...this.context.placeOf(at), option: dotted(at), component: component.id };
    const name = referenceName(value);
    if (name === undefined)
      throw runtimeErrors.TFM_REFERENCE_INVALID({
        ...place,
        message: `\`${dotted(at)}\` does not refer to an entry of \`models\`.`,
        fix: `Write \`${option}: $name\`, with a ${token.name} called \`name\` under \`models\`.`,
      });
    if (!this.entries.has(name))
      throw runtimeErrors.TFM_REFERENCE_UNKNOWN({
        ...place,
        message: `\`models\` has no entry \`${name}\`.`,
        fix: didYouMean(name, [...this.entries.keys()]),
      });
    const earlier = this.contracts.get(name);
    if (earlier && earlier.key !== token.key)
      throw runtimeErrors.TFM_REFERENCE_INVALID({
        ...place,
        message: `The model \`${name}\` is needed as a ${earlier.name} and as a ${token.name}.`,
        fix: 'Give each its own entry of `models`.',
      });
    this.contracts.set(name, token);
  }

  private async resolve(name: string, entry: ConfigNode): Promise<ComponentUse> {
    const path: ConfigPath = ['models', name];
    const { use: id, ...options } = (entry.kind === 'map' ? toPlain(entry) : {}) as Record<string, Json>;
    if (typeof id !== 'string')
      throw runtimeErrors.TFM_EXPERIMENT_VALUE({
        ...this.context.placeOf(path),
        option: dotted(path),
        message: `The model \`${name}\` names no component.`,
        fix: 'Write `{ use: ID }`.',
      });
    const component = this.componentOf(name, id, path);
    this.contracts.set(name, component.provides as Token<unknown>);
    const use = await validateOptions({ ...this.context, component, options, path });
    this.collect({ use, path }, component);
    return use;
  }

  private componentOf(name: string, id: string, path: ConfigPath): AnyComponent {
    const { registry, placeOf } = this.context;
    const token = this.contracts.get(name);
    const named = registry.components.find((candidate) => candidate.id === id);
    const component = token ? registry.component(token, id) : named;
    if (component) return component;
    const known = (token ? registry.providing(token) : registry.components).map((candidate) => candidate.id);
    const at = [...path, 'use'];
    const place = { ...placeOf(at), option: dotted(at), component: id };
    if (token && named)
      throw runtimeErrors.TFM_REFERENCE_INVALID({
        ...place,
        message: `The model \`${name}\` is \`${id}\`, which is no ${token.name}.`,
        fix: didYouMean(id, known),
      });
    throw runtimeErrors.TFM_COMPONENT_UNKNOWN({
      ...place,
      message: `No loaded plugin brings a ${token?.name ?? 'component'} \`${id}\`.`,
      fix: didYouMean(id, known),
    });
  }
}

interface Reference {
  readonly token: Token<unknown>;
  readonly option: string;
  readonly component: AnyComponent;
  readonly at: ConfigPath;
}
