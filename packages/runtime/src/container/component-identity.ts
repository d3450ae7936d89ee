import type { Json } from '../canonical-json.ts';
import { optionsOf } from '../experiment/experiment.ts';
import { resultOptions, type OptionChoice } from '../experiment/result-options.ts';
import type { ComponentGraph, GraphNode } from './component-graph.ts';

/** What a component's output depends on besides its input: part of every artifact's name. */
export interface ComponentIdentity {
  readonly [key: string]: Json | undefined;
  readonly contract: string;
  readonly id: string;
  readonly version: string;
  /** What the code of a plugin from outside is known by. */
  readonly code?: string;
  readonly options: Json;
  /** What the options only point to: the digest of weights. */
  readonly content?: string;
}

export interface IdentityParts {
  readonly graph: ComponentGraph;
  /** Identities of what no component provides, by the graph's name for it. */
  readonly ambience: ReadonlyMap<string, Json | undefined>;
  readonly choice?: OptionChoice;
  /** Without what plugins' code is known by: an answer that was paid for outlives an upgrade. */
  readonly codeless?: true;
}

/** The identity of a node, with the identities of all that it is created from. */
export function componentIdentity(name: string, parts: IdentityParts): ComponentIdentity {
  const { graph, ambience, choice = 'deciding', codeless } = parts;
  const { component, code, use, needs, references } = graph.get(name) as GraphNode;
  const content = component.content?.(optionsOf(use) as never);
  const identityOf = (other: string): Json =>
    ambience.has(other) ? (ambience.get(other) as Json) : componentIdentity(other, parts);
  const each = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(names).map(([key, other]) => [key, identityOf(other)]));
  return {
    contract: component.provides.name as string,
    id: use.use,
    version: component.version,
    ...(code !== undefined && !codeless && { code }),
    options: resultOptions(component, optionsOf(use), choice) as Json,
    ...(content !== undefined && { content }),
    needs: each(needs),
    references: each(references),
  };
}
