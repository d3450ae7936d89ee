import { groupBy } from '@totalfm/core';
import { product } from '../product.ts';
import { traceProgram } from '../trace/trace-program.ts';
import type { TracedProgram } from '../trace/traced-program.ts';
import { inPlace, traceComparedGradients, traceGradients } from './gradient-programs.ts';
import { loopProgram } from './loop-program.ts';
import { isCompared } from './cached-gradients.ts';
import { packSlabs, SLAB, type Slab } from './slabs.ts';
import { GRADIENT, PARAMETER } from './state-names.ts';
import type { StepPrograms, UpdateProgram } from './step-engine.ts';
import {
  groupOf,
  scalar,
  scalarInputs,
  slotPrefixes,
  stateInputs,
  stepUpdate,
  traceStep,
  trained,
  type StepDefinition,
} from './training-program.ts';

/** How the work of a step is divided, or put together; 1 each where it is not. */
export interface StepDivision {
  /** Micro-batches a step, whose gradients are averaged. */
  readonly accumulate?: number;
  /** Steps in one call of ONNX Runtime: parameters are not copied between them. More than 1 only without micro-batches. */
  readonly stepsPerCall?: number;
  /**
   * Parts that a batch is worked on in where its definition is `comparing` (cached gradients): the activations of one part are in
   * memory at once, for one more forward pass. More than 1 only without the other two.
   */
  readonly parts?: number;
}

/** What an engine runs for a step. */
export function traceStepPrograms(
  definition: StepDefinition,
  { accumulate = 1, stepsPerCall = 1, parts = 1 }: StepDivision = {},
): StepPrograms {
  if (stepsPerCall > 1) return { loop: loopProgram(traceStep(definition), stepsPerCall) };
  const gradients =
    parts > 1 && isCompared(definition)
      ? traceComparedGradients(definition, parts)
      : { gradients: traceGradients(definition, accumulate) };
  return { ...gradients, ...traceUpdates(definition) };
}

/**
 * The update from gradients. Large parameters are updated one at a time, so that only one is ever in memory twice; what is alike
 * shares a program. An optimiser that works element by element sees vectors, of small parameters a slab of them; any other sees
 * each parameter in its own shape.
 */
function traceUpdates(definition: StepDefinition): {
  readonly updates: readonly UpdateProgram[];
  readonly slabs: readonly Slab[];
} {
  const {
    optimizer: { elementwise = false },
  } = definition;
  const moving = trained(definition);
  const trainedAs = (name: string) => JSON.stringify([moving[name].decay, groupOf(definition, name)]);
  const updated = Object.entries(moving).map(
    ([name, { shape }]): Updated => ({ name, like: name, shape: elementwise ? [product(shape)] : shape }),
  );
  const [small, large] = [
    updated.filter(({ shape }) => product(shape) < SLAB),
    updated.filter(({ shape }) => product(shape) >= SLAB),
  ];
  const slabs = elementwise
    ? [...groupBy(small, ({ name }) => trainedAs(name)).values()].flatMap((group, index) =>
        packSlabs(
          `slab${index}`,
          group.map(({ name }) => ({ name, shape: moving[name].shape })),
        ),
      )
    : [];
  const alone = [
    ...large,
    ...slabs.map(({ name, members, length }): Updated => ({ name, like: members[0].name, shape: [length] })),
  ];
  const updates = [...groupBy(alone, ({ like, shape }) => JSON.stringify([shape, trainedAs(like)])).values()].map(
    (kind) => ({ ...traceUpdate(definition, kind.slice(0, 1)), runs: kind.map(({ name }) => [name]) }),
  );
  return {
    slabs,
    updates:
      elementwise || small.length === 0
        ? updates
        : [...updates, { ...traceUpdate(definition, small), runs: [small.map(({ name }) => name)] }],
  };
}

/** A parameter or a slab, updated in this shape as the parameter `like` is. */
interface Updated {
  readonly name: string;
  readonly like: string;
  readonly shape: readonly number[];
}

function traceUpdate(definition: StepDefinition, updated: readonly Updated[]): TracedProgram {
  const likes = new Map(updated.map(({ name, like }) => [name, like]));
  const own: StepDefinition = {
    ...definition,
    parameters: Object.fromEntries(
      updated.map(({ name, like, shape }) => [name, { ...definition.parameters[like], shape }]),
    ),
    group: (name) => groupOf(definition, likes.get(name) as string),
  };
  const specs = {
    ...scalarInputs(definition),
    gradientNorm: scalar,
    ...stateInputs(own.parameters, [PARAMETER, ...slotPrefixes(definition), GRADIENT]),
  };
  return traceProgram(
    `${definition.name}-update`,
    specs,
    (inputs) =>
      stepUpdate(
        own,
        inputs,
        Object.fromEntries(updated.map(({ name }) => [name, inputs[GRADIENT + name]])),
        inputs.gradientNorm,
      ),
    inPlace,
  );
}
