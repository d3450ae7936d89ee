import {
  tokens,
  type AnyComponent,
  type ErrorPlace,
  type OrganComponent,
  type Privacy,
  type Token,
} from '@totalfm/core';
import { hashJson, type Json } from '../canonical-json.ts';
import { runtimeErrors } from '../errors.ts';
import { optionsOf, slotNames, slots, type ComponentUse, type ResolvedExperiment } from '../experiment/experiment.ts';
import type { Registry } from '../plugins/registry.ts';

/** One component of an experiment and the nodes that it is created from. */
export interface GraphNode {
  /** `align`, `evaluate.0`, `$local`, or `Contract:id` for one that only a need brought in. */
  readonly name: string;
  readonly component: AnyComponent;
  readonly use: ComponentUse;
  /** Node names by need; those in {@link ambient} are bound by the container itself. */
  readonly needs: Readonly<Record<string, string>>;
  /** Node names by option; `parsers.0`, `parsers.1`, … for one that holds a list. */
  readonly references: Readonly<Record<string, string>>;
}

export type ComponentGraph = ReadonlyMap<string, GraphNode>;

/** What the container itself provides, by the name of its contract. */
export const ambient: Readonly<Record<string, string>> = {
  [tokens.Anatomy.name]: 'anatomy',
  [tokens.Secrets.name]: 'secrets',
  [tokens.Privacy.name]: 'privacy',
  [tokens.Workspace.name]: 'workspace',
};

type PlaceOf = (path: ReadonlyArray<string | number>) => ErrorPlace;

/**
 * Joins every component of an experiment with what it needs. A need is met by the slot of its contract; a contract
 * without a slot by the one component that provides it. Throws `TFM_NEED_MISSING` and `TFM_NEED_CYCLE`.
 */
export function componentGraph(
  experiment: ResolvedExperiment,
  registry: Registry,
  placeOf: PlaceOf = () => ({}),
): ComponentGraph {
  const nodes = new Map<string, GraphNode>();
  const pathOf = (name: string) => (name.startsWith('$') ? ['models', name.slice(1)] : name.split('.'));
  const placed = (name: string) => ({ ...placeOf(pathOf(name)), option: pathOf(name).join('.') });

  for (const slot of slotNames) {
    const use = experiment[slot];
    if (use) add(slot, componentOf(slots[slot].token, use, slot), use);
  }
  for (const [index, use] of experiment.evaluate.entries())
    add(`evaluate.${index}`, componentOf(tokens.Evaluator, use, `evaluate.${index}`), use);
  for (const node of [...nodes.values()]) checkCycles(node.name, []);
  return nodes;

  function componentOf(token: Token<unknown>, { use }: ComponentUse, name: string): AnyComponent {
    const component = registry.component(token, use);
    if (component) return component;
    throw runtimeErrors.TFM_COMPONENT_UNKNOWN({
      ...placed(name),
      component: use,
      message: `No loaded plugin brings a ${token.name} \`${use}\`.`,
      fix: 'Load the plugin that brought it.',
    });
  }

  function add(name: string, component: AnyComponent, use: ComponentUse): string {
    if (nodes.has(name)) return name;
    const needs: Record<string, string> = {};
    const references: Record<string, string> = {};
    // The node stands in the map before its needs are followed, so that a circle ends and is reported by its path.
    nodes.set(name, { name, component, use, needs, references });
    for (const [need, token] of Object.entries(component.needs as Record<string, Token<unknown>>))
      needs[need] = provider(token, name, component);
    for (const [option, token] of Object.entries(component.references as Record<string, Token<unknown>>)) {
      const value = use[option];
      for (const [key, item] of Array.isArray(value)
        ? value.map((item, index) => [`${option}.${index}`, item] as const)
        : [[option, value] as const]) {
        if (typeof item !== 'string') continue;
        const model = item.slice(1);
        references[key] = add(item, componentOf(token, experiment.models[model], item), experiment.models[model]);
      }
    }
    return name;
  }

  function provider(token: Token<unknown>, name: string, component: AnyComponent): string {
    if (ambient[token.name]) return ambient[token.name];
    const missing = (message: string, fix: string) =>
      runtimeErrors.TFM_NEED_MISSING({ ...placed(name), component: component.id, message, fix });
    const candidates = slotNames.filter((slot) => slots[slot].token.key === token.key);
    if (candidates.length > 1)
      throw missing(
        `\`${component.id}\` needs a ${token.name}, and an experiment has several.`,
        'A component must refer to one by an option.',
      );
    const [slot] = candidates;
    if (slot) {
      const use = experiment[slot] as ComponentUse;
      return add(slot, componentOf(token, use, slot), use);
    }
    const providers = registry.providing(token);
    if (providers.length === 0)
      throw missing(
        `\`${component.id}\` needs a ${token.name}, which no loaded plugin brings.`,
        `Load a plugin that brings a ${token.name}.`,
      );
    if (providers.length > 1)
      throw missing(
        `\`${component.id}\` needs a ${token.name}, and ${providers.map((item) => `\`${item.id}\``).join(' and ')} are one.`,
        'Load one of their plugins only.',
      );
    const [only] = providers;
    return add(`${token.name}:${only.id}`, only, defaultUse(only, name));
  }

  function defaultUse(component: AnyComponent, neededBy: string): ComponentUse {
    const result = component.options['~standard'].validate({});
    if (result instanceof Promise || result.issues) {
      throw runtimeErrors.TFM_NEED_MISSING({
        ...placed(neededBy),
        component: component.id,
        message: `\`${component.id}\` is needed and has options without defaults.`,
        fix: 'Give every option of that component a default.',
      });
    }
    return { use: component.id, ...(result.value as Record<string, Json>) };
  }

  function checkCycles(name: string, above: readonly string[]): void {
    if (above.includes(name)) {
      const circle = [...above.slice(above.indexOf(name)), name];
      throw runtimeErrors.TFM_NEED_CYCLE({
        ...placed(name),
        message: `Components need one another in a circle: ${circle.join(' → ')}.`,
        fix: 'Use other components for some of these slots.',
      });
    }
    const node = nodes.get(name);
    if (!node) return;
    for (const next of [...Object.values(node.needs), ...Object.values(node.references)])
      checkCycles(next, [...above, name]);
  }
}

/** What a component's output depends on besides its input: part of every artifact's name. */
export interface ComponentIdentity {
  readonly [key: string]: Json | undefined;
  readonly contract: string;
  readonly id: string;
  readonly version: string;
  readonly options: Json;
}

/** The identity of a node, with the identities of all that it is created from. */
export function componentIdentity(
  graph: ComponentGraph,
  name: string,
  ambience: { readonly organs: readonly OrganComponent[]; readonly privacy: Privacy },
): ComponentIdentity {
  const { component, use, needs, references } = graph.get(name) as GraphNode;
  const identityOf = (other: string): Json =>
    other === 'anatomy'
      ? hashJson(ambience.organs)
      : other === 'privacy'
        ? { ...ambience.privacy }
        : other === 'secrets' || other === 'workspace'
          ? null
          : componentIdentity(graph, other, ambience);
  const each = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(names).map(([key, other]) => [key, identityOf(other)]));
  return {
    contract: component.provides.name as string,
    id: use.use,
    version: component.version,
    options: optionsOf(use),
    needs: each(needs),
    references: each(references),
  };
}
