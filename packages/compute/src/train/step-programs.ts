import * as tf from '@tensorflow/tfjs';
import { groupBy } from '@totalfm/core';
import { product } from '../product.ts';
import type { ModelOptions } from '../trace/onnx-file.ts';
import { traceProgram } from '../trace/trace-program.ts';
import type { TracedProgram } from '../trace/traced-program.ts';
import { loopProgram } from './loop-program.ts';
import { packSlabs, SLAB, type Slab } from './slabs.ts';
import { GRADIENT, NEXT, PARAMETER } from './state-names.ts';
import type { StepPrograms, UpdateProgram } from './step-engine.ts';
import {
  groupOf,
  normOf,
  scalar,
  scalarInputs,
  slotPrefixes,
  stateInputs,
  stepGradients,
  stepUpdate,
  traceStep,
  trained,
  type StepDefinition,
} from './training-program.ts';

/** What an engine runs for a step. */
export function traceStepPrograms(
  definition: StepDefinition,
  { accumulate = 1, stepsPerCall = 1 }: { readonly accumulate?: number; readonly stepsPerCall?: number } = {},
): StepPrograms {
  return stepsPerCall === 1
    ? { gradients: traceGradients(definition, accumulate), ...traceUpdates(definition) }
    : { loop: loopProgram(traceStep(definition), stepsPerCall) };
}

/** What an engine runs hands everything on in arrays that it is given. */
const inPlace: ModelOptions = { endsAnswer: true };

/** The gradients of one micro-batch; of several they are added to those before, each weighted by 1 / microBatches. */
function traceGradients(definition: StepDefinition, microBatches: number): TracedProgram {
  const specs = {
    ...definition.inputs,
    ...stateInputs(definition.parameters, [PARAMETER]),
    ...(microBatches > 1 ? stateInputs(trained(definition), [GRADIENT]) : {}),
  };
  return traceProgram(
    `${definition.name}-gradients`,
    specs,
    (inputs) => {
      const { outputs, gradients } = stepGradients(definition, inputs);
      const sums = Object.fromEntries(
        Object.entries(gradients).map(([name, gradient]) => [
          name,
          microBatches > 1 ? tf.add(inputs[GRADIENT + name], tf.mul(gradient, 1 / microBatches)) : gradient,
        ]),
      );
      return {
        ...outputs,
        gradientNorm: normOf(sums),
        ...Object.fromEntries(Object.entries(sums).map(([name, sum]) => [NEXT + GRADIENT + name, sum])),
      };
    },
    inPlace,
  );
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
