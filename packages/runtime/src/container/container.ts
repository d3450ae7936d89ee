import 'reflect-metadata';
import type { Anatomy, AnyComponent, Evaluator, Secrets, Token, Workspace } from '@totalfm/core';
import { tokens } from '@totalfm/core';
import { Container as InversifyContainer } from 'inversify';
import { runtimeErrors } from '../errors.ts';
import { optionsOf, type ResolvedExperiment, type SlotContracts, type SlotName } from '../experiment/experiment.ts';
import { guardSockets } from '../privacy/guard-sockets.ts';
import { refuseTracing } from '../privacy/refuse-tracing.ts';
import type { Registry } from '../plugins/registry.ts';
import { environmentSecrets } from '../secrets.ts';
import { componentGraph, componentIdentity, type ComponentIdentity, type GraphNode } from './component-graph.ts';

/** The components of one experiment. Each is created when it is first asked for, once. */
export interface Container {
  readonly experiment: ResolvedExperiment;
  readonly anatomy: Anatomy;
  /** The component in a slot. Throws `TFM_NEED_MISSING` for an optional slot that is empty. */
  get<Slot extends SlotName>(slot: Slot): Promise<SlotContracts[Slot]>;
  /** The experiment's evaluators, in its order. */
  evaluators(): Promise<readonly Evaluator[]>;
  /** An entry of `models`, by its name without `$`. */
  model(name: string): Promise<unknown>;
  /** What the component of a slot (or `evaluate.0`) makes its output from: part of artifact names. */
  identity(node: SlotName | `evaluate.${number}`): ComponentIdentity;
  /**
   * Disposes of every instance that was created and has a `dispose`, the last one first. Until then, no connection to another
   * machine is opened unless the experiment's `privacy` allows it.
   */
  dispose(): Promise<void>;
}

export function createContainer({
  experiment,
  registry,
  secrets = environmentSecrets(),
  workspace = nowhere,
  beside,
}: {
  readonly experiment: ResolvedExperiment;
  readonly registry: Registry;
  readonly secrets?: Secrets;
  /** Default: nothing is kept. */
  readonly workspace?: Workspace;
  /** Findings that reports are read for beside the organs' own: a label set's. */
  readonly beside?: Anatomy['beside'];
}): Container {
  const graph = componentGraph(experiment, registry);
  const organs = experiment.organs.map((id) => {
    const organ = registry.organs.get(id);
    if (organ) return organ;
    throw runtimeErrors.TFM_ORGAN_UNKNOWN({
      organ: id,
      message: `No loaded plugin brings the organ \`${id}\`.`,
      fix: 'Load the plugin that brought it.',
    });
  });
  const anatomy: Anatomy = { organs, ...(beside && { beside }) };
  const created: unknown[] = [];
  const container = new InversifyContainer({ defaultScope: 'Singleton' });
  container.bind(tokens.Anatomy.key).toConstantValue(anatomy).whenNamed('anatomy');
  container.bind(tokens.Secrets.key).toConstantValue(secrets).whenNamed('secrets');
  container.bind(tokens.Privacy.key).toConstantValue(experiment.privacy).whenNamed('privacy');
  container.bind(tokens.Workspace.key).toConstantValue(workspace).whenNamed('workspace');
  for (const node of graph.values()) bind(node);
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

  return {
    experiment,
    anatomy,
    get: <Slot extends SlotName>(slot: Slot) => resolve(slot) as Promise<SlotContracts[Slot]>,
    evaluators: () =>
      Promise.all(experiment.evaluate.map((_, index) => resolve(`evaluate.${index}`) as Promise<Evaluator>)),
    model: (name) => resolve(`$${name}`),
    identity: (name) => componentIdentity(graph, name, { organs, privacy: experiment.privacy }),
    async dispose() {
      try {
        for (const instance of created.splice(0).reverse()) await (instance as { dispose?(): unknown }).dispose?.();
      } finally {
        endGuard();
      }
    },
  };

  function bind(node: GraphNode): void {
    const { component, needs, references } = node;
    const options = optionsOf(node.use);
    const inputs = [...Object.entries(needs), ...Object.entries(references)];
    const create = async (...instances: unknown[]) => {
      const named = inputs.map(([key], index) => [key, instances[index]] as const);
      const instance: unknown = await component.create({
        options,
        needs: Object.fromEntries(named.slice(0, Object.keys(needs).length)),
        references: withLists(component, named.slice(Object.keys(needs).length)),
      });
      created.push(instance);
      return instance;
    };
    const injected = inputs.map(([key, name]) => {
      const target = graph.get(name);
      return { serviceIdentifier: target ? keyOf(target) : (component.needs[key].key as symbol), name };
    });
    container.bind(keyOf(node)).toResolvedValue(create, injected).whenNamed(node.name);
  }
}

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

const nowhere: Workspace = { workers: 1, record() {} };

const keyOf = (node: GraphNode): symbol => node.component.provides.key as symbol;
