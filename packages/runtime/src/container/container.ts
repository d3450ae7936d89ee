import 'reflect-metadata';
import type { AnyComponent, Token } from '@totalfm/core';
import { Container as InversifyContainer } from 'inversify';
import { hashJson, type Json } from '../canonical-json.ts';
import { runtimeErrors } from '../errors.ts';
import { optionsOf, type ResolvedExperiment } from '../experiment/experiment.ts';
import type { OptionChoice } from '../experiment/result-options.ts';
import { guardSockets } from '../privacy/guard-sockets.ts';
import { refuseTracing } from '../privacy/refuse-tracing.ts';
import type { Pipeline } from '../stages/pipeline.ts';
import { isSlot, type Slot, type Used, type Uses } from '../stages/slot.ts';
import { ambientValues, type Ambient, type AmbientParts } from './ambient.ts';
import { ambientName, componentGraph, type ComponentGraph, type GraphNode } from './component-graph.ts';
import { componentIdentity } from './component-identity.ts';

/** The components of one experiment. Each is created when it is first asked for, once. */
export interface Container {
  readonly experiment: ResolvedExperiment;
  readonly pipeline: Pipeline;
  readonly graph: ComponentGraph;
  /** The instances that a stage uses, or any others named so. Throws `TFM_NEED_MISSING` for a slot that is empty. */
  components<U extends Uses>(uses: U): Promise<Used<U>>;
  /** An entry of `models`, by its name without `$`. */
  model(name: string): Promise<unknown>;
  /** What the result of a stage that uses these depends on: part of artifact names. With `all`, operational options too. */
  identities(uses: Uses, choice?: OptionChoice): Readonly<Record<string, Json>>;
  /** What a component is made from (`align`, `evaluate.0`, `$local`). */
  identity(name: string): Json;
  /**
   * Disposes of every instance that was created and has a `dispose`, the last one first. Until then, no connection to another
   * machine is opened unless the experiment's `privacy` allows it.
   */
  dispose(): Promise<void>;
}

export function createContainer(parts: AmbientParts): Container {
  const { experiment, pipeline, registry } = parts;
  const ambient = ambientValues(parts);
  const graph = componentGraph({ experiment, pipeline, registry });
  const ambience = new Map(ambient.map(({ token, identity }) => [ambientName(token), identity] as const));
  const identity = (name: string, choice?: OptionChoice) => componentIdentity(name, { graph, ambience, choice });
  const { container, created } = bindAll(graph, ambient, (name) =>
    componentIdentity(name, { graph, ambience, codeless: true }),
  );
  const endGuard = guardSockets(experiment.privacy);
  refuseTracing();

  /** The contract's symbol and the node's name together find a binding. */
  const resolve = async (name: string): Promise<unknown> => {
    const node = graph.get(name);
    if (!node)
      throw runtimeErrors.TFM_NEED_MISSING({
        option: name,
        message: `The experiment has no component in \`${name}\`.`,
        fix: `Fill the slot \`${name}\`.`,
      });
    return container.getAsync(keyOf(node), { name });
  };
  const used = (key: string, use: Slot | Token<unknown>): Promise<unknown> => {
    if (!isSlot(use)) return container.getAsync(use.key, { name: ambientName(use) });
    return use.list ? Promise.all(listNodes(graph, key).map(resolve)) : resolve(key);
  };
  const identityOfUse = (key: string, use: Slot | Token<unknown>, choice?: OptionChoice): Json => {
    if (!isSlot(use)) return ambience.get(ambientName(use)) as Json;
    return use.list ? listNodes(graph, key).map((name) => identity(name, choice)) : identity(key, choice);
  };

  return {
    experiment,
    pipeline,
    graph,
    async components<U extends Uses>(uses: U) {
      const instances = Object.entries(uses).map(async ([key, use]) => [key, await used(key, use)] as const);
      return Object.fromEntries(await Promise.all(instances)) as Used<U>;
    },
    model: (name) => resolve(`$${name}`),
    identity: (name) => identity(name),
    identities: (uses, choice) =>
      Object.fromEntries(Object.entries(uses).map(([key, use]) => [key, identityOfUse(key, use, choice)])),
    async dispose() {
      try {
        for (const instance of created.splice(0).reverse()) await (instance as { dispose?(): unknown }).dispose?.();
      } finally {
        endGuard();
      }
    },
  };
}

type IdentityOf = (name: string) => Json;

function bindAll(graph: ComponentGraph, ambient: readonly Ambient[], identityOf: IdentityOf) {
  const created: unknown[] = [];
  const container = new InversifyContainer({ defaultScope: 'Singleton' });
  for (const { token, value } of ambient)
    container.bind(token.key).toConstantValue(value).whenNamed(ambientName(token));
  for (const node of graph.values()) {
    const create = creatorOf(node, identityOf, (instance) => created.push(instance));
    container.bind(keyOf(node)).toResolvedValue(create, injectionsOf(node, graph)).whenNamed(node.name);
  }
  return { container, created };
}

const inputsOf = ({ needs, references }: GraphNode) => [...Object.entries(needs), ...Object.entries(references)];

/** Creates a node's component from the instances of its inputs, in their order. */
function creatorOf(node: GraphNode, identityOf: IdentityOf, onCreated: (instance: unknown) => void) {
  const { component, needs, references } = node;
  const identities = Object.entries(references).map(([key, name]) => [key, hashJson(identityOf(name))] as const);
  return async (...instances: unknown[]) => {
    const named = inputsOf(node).map(([key], index) => [key, instances[index]] as const);
    const instance: unknown = await component.create({
      options: optionsOf(node.use),
      needs: Object.fromEntries(named.slice(0, Object.keys(needs).length)),
      references: withLists(component, named.slice(Object.keys(needs).length)),
      identities: Object.fromEntries(identities),
    });
    onCreated(instance);
    return instance;
  };
}

const injectionsOf = (node: GraphNode, graph: ComponentGraph) =>
  inputsOf(node).map(([key, name]) => {
    const target = graph.get(name);
    return { serviceIdentifier: target ? keyOf(target) : (node.component.needs[key].key as symbol), name };
  });

/** Nodes of a list slot, in its order: `evaluate.0`, `evaluate.1`. */
const listNodes = (graph: ComponentGraph, slot: string): readonly string[] =>
  [...graph.keys()].filter((name) => name.startsWith(`${slot}.`));

/** `parsers.0` and `parsers.1` as the list `parsers`. */
function withLists(
  { references }: AnyComponent,
  named: readonly (readonly [string, unknown])[],
): Record<string, unknown> {
  const lists = Object.keys(references as object).filter(
    (option) => (references as Record<string, Token<unknown>>)[option].list,
  );
  const itemsOf = (option: string) =>
    named.filter(([key]) => key.startsWith(`${option}.`)).map(([, instance]) => instance);
  const single = named.filter(([key]) => !lists.some((option) => key.startsWith(`${option}.`)));
  return { ...Object.fromEntries(single), ...Object.fromEntries(lists.map((option) => [option, itemsOf(option)])) };
}

const keyOf = (node: GraphNode): symbol => node.component.provides.key as symbol;
