import type { AnyComponent, Token } from '@totalfm/core';
import type { Json } from '../canonical-json.ts';
import { runtimeErrors } from '../errors.ts';
import type { Registry } from '../plugins/registry.ts';
import { didYouMean } from '../suggest.ts';
import { dotted, toPlain, type ConfigNode, type ConfigPath, type Place } from './config-node.ts';
import type { ComponentUse } from './experiment.ts';
import { validateOptions } from './validate-options.ts';

interface PlacedUse {
  readonly use: ComponentUse;
  /** Name of the contract that it fills. */
  readonly token: string;
  readonly path: ConfigPath;
}

/** The name in `$name`; undefined for any other value. */
export const referenceName = (value: unknown): string | undefined =>
  typeof value === 'string' && value.startsWith('$') ? value.slice(1) : undefined;

/**
 * Resolves the entries of `models` and checks every `$name`. The contract of an entry is that of the options that
 * refer to it; an entry that nothing refers to is taken for the first contract that has a component of its id.
 */
export async function resolveModels({
  node,
  registry,
  uses,
  placeOf,
  shared,
}: {
  readonly node: ConfigNode | undefined;
  readonly registry: Registry;
  readonly uses: readonly PlacedUse[];
  readonly placeOf: (path: ConfigPath) => Place;
  readonly shared: Readonly<Record<string, Json>>;
}): Promise<Record<string, ComponentUse>> {
  if (node && node.kind !== 'map')
    throw runtimeErrors.TFM_EXPERIMENT_VALUE({
      ...node.place,
      option: 'models',
      message: '`models` is not a map of names to components.',
      fix: 'Write `models: { local: { use: ID } }`.',
    });
  const entries = node?.entries ?? new Map<string, ConfigNode>();
  const contracts = new Map<string, Token<unknown>>();
  const models: Record<string, ComponentUse> = {};
  for (const placed of uses)
    collect(
      placed,
      registry.component(
        { name: placed.token, key: Symbol.for(`totalfm.${placed.token}`) },
        placed.use.use,
      ) as AnyComponent,
    );
  // An entry may refer to another one, so that contracts become known as entries are resolved.
  const waiting = new Set(entries.keys());
  while (waiting.size > 0) {
    const name = [...waiting].find((candidate) => contracts.has(candidate)) ?? [...waiting][0];
    waiting.delete(name);
    models[name] = await resolve(name, entries.get(name) as ConfigNode);
  }
  return Object.fromEntries([...entries.keys()].map((name) => [name, models[name]]));

  function collect({ use, path }: PlacedUse, component: AnyComponent): void {
    for (const [option, token] of Object.entries(component.references as Record<string, Token<unknown>>)) {
      const value = use[option];
      if (value === undefined || value === null) continue;
      const at = [...path, option];
      if (token.list && Array.isArray(value))
        value.forEach((item, index) => collectOne(token, option, component, [...at, index], item));
      else collectOne(token, option, component, at, value);
    }
  }

  function collectOne(
    token: Token<unknown>,
    option: string,
    component: AnyComponent,
    at: ConfigPath,
    value: unknown,
  ): void {
    const place = { ...placeOf(at), option: dotted(at), component: component.id };
    const name = referenceName(value);
    if (name === undefined)
      throw runtimeErrors.TFM_REFERENCE_INVALID({
        ...place,
        message: `\`${dotted(at)}\` does not refer to an entry of \`models\`.`,
        fix: `Write \`${option}: $name\`, with a ${token.name} called \`name\` under \`models\`.`,
      });
    if (!entries.has(name))
      throw runtimeErrors.TFM_REFERENCE_UNKNOWN({
        ...place,
        message: `\`models\` has no entry \`${name}\`.`,
        fix: didYouMean(name, [...entries.keys()]),
      });
    const earlier = contracts.get(name);
    if (earlier && earlier.key !== token.key)
      throw runtimeErrors.TFM_REFERENCE_INVALID({
        ...place,
        message: `The model \`${name}\` is needed as a ${earlier.name} and as a ${token.name}.`,
        fix: 'Give each its own entry of `models`.',
      });
    contracts.set(name, token);
  }

  async function resolve(name: string, entry: ConfigNode): Promise<ComponentUse> {
    const path: ConfigPath = ['models', name];
    const { use: id, ...options } = (entry.kind === 'map' ? toPlain(entry) : {}) as Record<string, Json>;
    if (typeof id !== 'string')
      throw runtimeErrors.TFM_EXPERIMENT_VALUE({
        ...placeOf(path),
        option: dotted(path),
        message: `The model \`${name}\` names no component.`,
        fix: 'Write `{ use: ID }`.',
      });
    const token = contracts.get(name);
    const component = token
      ? registry.component(token, id)
      : registry.components.find((candidate) => candidate.id === id);
    if (!component) {
      const elsewhere = registry.components.some((candidate) => candidate.id === id);
      const known = (token ? registry.providing(token) : registry.components).map((candidate) => candidate.id);
      const place = { ...placeOf([...path, 'use']), option: dotted([...path, 'use']), component: id };
      if (token && elsewhere)
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
    contracts.set(name, component.provides as Token<unknown>);
    const use = await validateOptions({ component, options, path, placeOf, shared });
    collect({ use, token: component.provides.name as string, path }, component);
    return use;
  }
}
