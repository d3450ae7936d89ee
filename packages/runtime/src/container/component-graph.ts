import { type AnyComponent, type ErrorPlace, type Token } from '@totalfm/core';
import type { Json } from '../canonical-json.ts';
import { runtimeErrors } from '../errors.ts';
import { namedUses, useOf, type ComponentUse, type ResolvedExperiment } from '../experiment/experiment.ts';
import type { Registry } from '../plugins/registry.ts';
import type { Pipeline } from '../stages/pipeline.ts';
import { ambientTokens } from './ambient.ts';

/** One component of an experiment and the nodes that it is created from. */
export interface GraphNode {
  /** `align`, `evaluate.0`, `$local`, or `Contract:id` for one that only a need brought in. */
  readonly name: string;
  readonly component: AnyComponent;
  /** What the code of its plugin is known by, where that is not part of the program. */
  readonly code?: string;
  readonly use: ComponentUse;
  /** Node names by need; `@Contract` for what no component provides. */
  readonly needs: Readonly<Record<string, string>>;
  /** Node names by option; `parsers.0`, `parsers.1`, … for one that holds a list. */
  readonly references: Readonly<Record<string, string>>;
}

export type ComponentGraph = ReadonlyMap<string, GraphNode>;

/** How a graph names what no component provides: `@Secrets`. */
export const ambientName = (token: Token<unknown>): string => `@${token.name}`;

type PlaceOf = (path: ReadonlyArray<string | number>) => ErrorPlace;

export interface GraphParts {
  readonly experiment: ResolvedExperiment;
  readonly pipeline: Pipeline;
  readonly registry: Registry;
  readonly placeOf?: PlaceOf;
}

/**
 * Joins every component of an experiment with what it needs. A need is met by the slot of its contract; a contract
 * without a slot by the one component that provides it. Throws `TFM_NEED_MISSING` and `TFM_NEED_CYCLE`.
 */
export function componentGraph(parts: GraphParts): ComponentGraph {
  const builder = new GraphBuilder(parts);
  for (const { name, slot, use } of namedUses(parts.experiment, parts.pipeline)) {
    builder.add(name, builder.componentOf(parts.pipeline.slots[slot].token, use, name), use);
  }
  for (const name of [...builder.nodes.keys()]) builder.checkCycles(name, []);
  return builder.nodes;
}

class GraphBuilder {
  readonly nodes = new Map<string, GraphNode>();

  constructor(private readonly parts: GraphParts) {}

  componentOf(token: Token<unknown>, { use }: ComponentUse, name: string): AnyComponent {
    const component = this.parts.registry.component(token, use);
    if (component) return component;
    throw runtimeErrors.TFM_COMPONENT_UNKNOWN({
      ...this.placed(name),
      component: use,
      message: `No loaded plugin brings a ${token.name} \`${use}\`.`,
      fix: 'Load the plugin that brought it.',
    });
  }

  add(name: string, component: AnyComponent, use: ComponentUse): string {
    if (this.nodes.has(name)) return name;
    const needs: Record<string, string> = {};
    const references: Record<string, string> = {};
    // The node stands in the map before its needs are followed, so that a circle ends and is reported by its path.
    const code = this.parts.registry.codeOf(component);
    this.nodes.set(name, { name, component, use, needs, references, ...(code !== undefined && { code }) });
    for (const [need, token] of Object.entries(component.needs as Record<string, Token<unknown>>))
      needs[need] = this.provider(token, name, component);
    for (const [option, token] of Object.entries(component.references as Record<string, Token<unknown>>)) {
      for (const [key, item] of referred(option, use[option])) references[key] = this.model(item, token);
    }
    return name;
  }

  private model(item: string, token: Token<unknown>): string {
    const use = this.parts.experiment.models[item.slice(1)];
    return this.add(item, this.componentOf(token, use, item), use);
  }

  private provider(token: Token<unknown>, name: string, component: AnyComponent): string {
    const { experiment, pipeline, registry } = this.parts;
    if (ambientTokens(pipeline).some(({ key }) => key === token.key)) return ambientName(token);
    const missing = (message: string, fix: string) =>
      runtimeErrors.TFM_NEED_MISSING({ ...this.placed(name), component: component.id, message, fix });
    const candidates = Object.keys(pipeline.slots).filter((slot) => pipeline.slots[slot].token.key === token.key);
    if (candidates.length > 1) {
      throw missing(
        `\`${component.id}\` needs a ${token.name}, and an experiment has several.`,
        'A component must refer to one by an option.',
      );
    }
    const [slot] = candidates;
    const use = slot === undefined ? undefined : useOf(experiment, slot);
    if (use) return this.add(slot, this.componentOf(token, use, slot), use);
    const providers = registry.providing(token);
    if (providers.length === 0) {
      throw missing(
        `\`${component.id}\` needs a ${token.name}, which no loaded plugin brings.`,
        `Load a plugin that brings a ${token.name}.`,
      );
    }
    if (providers.length > 1) {
      throw missing(
        `\`${component.id}\` needs a ${token.name}, and ${providers.map((item) => `\`${item.id}\``).join(' and ')} are one.`,
        'Load one of their plugins only.',
      );
    }
    const [only] = providers;
    return this.add(`${token.name}:${only.id}`, only, this.defaultUse(only, name));
  }

  private defaultUse(component: AnyComponent, neededBy: string): ComponentUse {
    const result = component.options['~standard'].validate({});
    if (result instanceof Promise || result.issues) {
      throw runtimeErrors.TFM_NEED_MISSING({
        ...this.placed(neededBy),
        component: component.id,
        message: `\`${component.id}\` is needed and has options without defaults.`,
        fix: 'Give every option of that component a default.',
      });
    }
    return { use: component.id, ...(result.value as Record<string, Json>) };
  }

  checkCycles(name: string, above: readonly string[]): void {
    if (above.includes(name)) {
      const circle = [...above.slice(above.indexOf(name)), name];
      throw runtimeErrors.TFM_NEED_CYCLE({
        ...this.placed(name),
        message: `Components need one another in a circle: ${circle.join(' → ')}.`,
        fix: 'Use other components for some of these slots.',
      });
    }
    const node = this.nodes.get(name);
    if (!node) return;
    for (const next of [...Object.values(node.needs), ...Object.values(node.references)])
      this.checkCycles(next, [...above, name]);
  }

  private placed(name: string) {
    const path = name.startsWith('$') ? ['models', name.slice(1)] : name.split('.');
    return { ...this.parts.placeOf?.(path), option: path.join('.') };
  }
}

/** The `$name`s in an option that refers to one model, or to a list of them. */
function referred(option: string, value: Json | undefined): readonly (readonly [string, string])[] {
  const items = Array.isArray(value)
    ? value.map((item, index) => [`${option}.${index}`, item] as const)
    : [[option, value] as const];
  return items.flatMap(([key, item]) => (typeof item === 'string' ? [[key, item] as const] : []));
}
