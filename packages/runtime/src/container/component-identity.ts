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
  readonly options: Json;
}

/**
 * The identity of a node, with the identities of all that it is created from. `ambience` has those of what no component
 * provides, by the graph's name for it.
 */
export function componentIdentity(
  graph: ComponentGraph,
  name: string,
  ambience: ReadonlyMap<string, Json>,
  choice: OptionChoice = 'deciding',
): ComponentIdentity {
  const { component, use, needs, references } = graph.get(name) as GraphNode;
  const identityOf = (other: string): Json =>
    ambience.has(other) ? (ambience.get(other) as Json) : componentIdentity(graph, other, ambience, choice);
  const each = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(names).map(([key, other]) => [key, identityOf(other)]));
  return {
    contract: component.provides.name as string,
    id: use.use,
    version: component.version,
    options: resultOptions(component, optionsOf(use), choice) as Json,
    needs: each(needs),
    references: each(references),
  };
}
