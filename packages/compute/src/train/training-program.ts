import * as tf from '@tensorflow/tfjs';
import type { InputSpecs, ParameterSpecs, Tensors } from '@totalfm/core';
import { traceProgram } from '../trace/trace-program.ts';
import type { TracedProgram } from '../trace/traced-program.ts';
import { recomputing } from '../ops/recomputed.ts';
import { sumSquares } from '../ops/sum-squares.ts';
import type { Optimizer, ParameterGroup } from './optimizers/optimizer.ts';
import { AVERAGE, NEXT, PARAMETER } from './state-names.ts';

/** What one training step computes: `loss` is a scalar, and so is every further output. */
export type LossFunction = (
  parameters: Tensors,
  inputs: Tensors,
) => { readonly loss: tf.Tensor } & Readonly<Record<string, tf.Tensor>>;

export interface StepDefinition {
  readonly name: string;
  readonly parameters: ParameterSpecs;
  readonly inputs: InputSpecs;
  readonly loss: LossFunction;
  readonly optimizer: Optimizer;
  /** Gradients are scaled down to this global norm where they exceed it. */
  readonly clipNorm: number;
  /** How a parameter is trained, where it is not as the optimiser says. */
  readonly group?: (parameter: string) => ParameterGroup;
  /** Keeps an exponential moving average of the parameters: avg ← d · avg + (1 − d) · θ. */
  readonly averageDecay?: number;
  /** Blocks of transformers are computed again in the backward pass instead of kept: less memory, about a third more work. */
  readonly recompute?: boolean;
  /** The two parts of a loss that compares the items of a batch; `comparing` makes `inputs` and `loss` of them. */
  readonly comparison?: Comparison;
}

/** A loss that sees items only by what each of them is represented by, so that a batch can be worked on in parts. */
export interface Comparison {
  /** What `represent` reads; the first axis of each input counts the items. */
  readonly items: InputSpecs;
  /** Representations by name, items along the first axis. No item touches another one. */
  readonly represent: (parameters: Tensors, items: Tensors) => Record<string, tf.Tensor>;
  /** What `compare` reads beside representations. */
  readonly inputs: InputSpecs;
  /** The loss of a whole batch, whose representations are among the inputs. */
  readonly compare: LossFunction;
}

/** The step of a comparison whose batch is worked on at once. */
export function comparing(comparison: Comparison): Pick<StepDefinition, 'inputs' | 'loss' | 'comparison'> {
  const { items, represent, inputs, compare } = comparison;
  return {
    inputs: { ...items, ...inputs },
    loss: (parameters, given) => compare(parameters, { ...given, ...represent(parameters, given) }),
    comparison,
  };
}

export const scalar = { shape: [], dtype: 'float32' } as const;

export const groupOf = ({ group }: StepDefinition, name: string): ParameterGroup => group?.(name) ?? {};

/** Parameters that have a gradient. */
export function trained(definition: StepDefinition): ParameterSpecs {
  return Object.fromEntries(
    Object.entries(definition.parameters).filter(([name]) => !groupOf(definition, name).frozen),
  );
}

/** Prefixes of what is kept for each trained parameter beside its value. */
export function slotPrefixes({ optimizer, averageDecay }: StepDefinition): readonly string[] {
  return [...optimizer.slots.map((slot) => `${slot}:`), ...(averageDecay === undefined ? [] : [AVERAGE])];
}

export function stateInputs(parameters: ParameterSpecs, prefixes: readonly string[]): InputSpecs {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { shape }]) =>
      prefixes.map((prefix) => [prefix + name, { shape, dtype: 'float32' as const }]),
    ),
  );
}

/** All parameters by name, from those under their prefix among `inputs`. */
export function parametersOf({ parameters }: StepDefinition, inputs: Tensors): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.keys(parameters).map((name) => [name, inputs[PARAMETER + name]]));
}

/** Value and gradients of one batch, for the parameters under their prefix among `inputs`. */
export function stepGradients(
  definition: StepDefinition,
  inputs: Tensors,
): { outputs: Record<string, tf.Tensor>; gradients: Record<string, tf.Tensor> } {
  const { loss, recompute = false } = definition;
  const names = Object.keys(trained(definition));
  const outputs: Record<string, tf.Tensor> = {};
  const all = parametersOf(definition, inputs);
  const gradientsOf = tf.valueAndGrads((...values: tf.Tensor[]) => {
    const result = loss({ ...all, ...Object.fromEntries(names.map((name, index) => [name, values[index]])) }, inputs);
    for (const [name, tensor] of Object.entries(result)) if (name !== 'loss') outputs[name] = tf.keep(tensor);
    return tf.reshape(result.loss, []) as tf.Scalar;
  });
  const { value, grads } = recomputing(recompute, () => gradientsOf(names.map((name) => inputs[PARAMETER + name])));
  return {
    outputs: { loss: value, ...outputs },
    gradients: Object.fromEntries(names.map((name, index) => [name, grads[index]])),
  };
}

/** Global norm of gradients by parameter: a scalar. */
export function normOf(gradients: Readonly<Record<string, tf.Tensor>>): tf.Tensor {
  return tf.sqrt(tf.addN(Object.values(gradients).map(sumSquares)));
}

/** What a step hands on, from gradients by parameter and their norm. */
export function stepUpdate(
  definition: StepDefinition,
  inputs: Tensors,
  gradients: Readonly<Record<string, tf.Tensor>>,
  gradientNorm: tf.Tensor,
): Record<string, tf.Tensor> {
  const { optimizer, averageDecay, clipNorm } = definition;
  const clip = tf.minimum(1, tf.div(clipNorm, tf.add(gradientNorm, 1e-6)));
  const step = optimizer.begin({
    learningRate: inputs.learningRate,
    clip,
    own: Object.fromEntries(optimizer.scalars.map((name) => [name, inputs[name]])),
  });
  const results: Record<string, tf.Tensor> = {};
  for (const [name, { decay }] of Object.entries(trained(definition))) {
    const { rate = 1, weightDecay = decay ? optimizer.weightDecay : 0 } = groupOf(definition, name);
    const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, inputs[`${slot}:${name}`]]));
    const next = step({ parameter: inputs[PARAMETER + name], gradient: gradients[name], slots }, rate, weightDecay);
    results[NEXT + PARAMETER + name] = next.parameter;
    for (const slot of optimizer.slots) results[`${NEXT}${slot}:${name}`] = next.slots[slot];
    if (averageDecay !== undefined)
      results[NEXT + AVERAGE + name] = tf.add(
        tf.mul(inputs[AVERAGE + name], averageDecay),
        tf.mul(next.parameter, 1 - averageDecay),
      );
  }
  return results;
}

export const scalarInputs = ({ optimizer }: StepDefinition): InputSpecs =>
  Object.fromEntries(['learningRate', ...optimizer.scalars].map((name) => [name, scalar]));

/** A whole training step as one ONNX model: forward, backward, clipping and the optimiser's update. */
export function traceStep(definition: StepDefinition): TracedProgram {
  const specs = {
    ...definition.inputs,
    ...scalarInputs(definition),
    ...stateInputs(definition.parameters, [PARAMETER]),
    ...stateInputs(trained(definition), slotPrefixes(definition)),
  };
  return traceProgram(definition.name, specs, (inputs) => {
    const { outputs, gradients } = stepGradients(definition, inputs);
    const gradientNorm = normOf(gradients);
    return { ...outputs, gradientNorm, ...stepUpdate(definition, inputs, gradients, gradientNorm) };
  });
}
