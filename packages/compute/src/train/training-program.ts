import * as tf from '@tensorflow/tfjs';
import type { InputSpecs, ParameterSpecs, Tensors } from '@totalfm/core';
import { product } from '../product.ts';
import { traceProgram, type TracedProgram } from '../trace/trace-program.ts';
import type { ModelOptions } from '../trace/onnx-file.ts';
import { sumSquares } from '../ops/sum-squares.ts';
import type { Optimizer, ParameterGroup } from './optimizers/optimizer.ts';
import { loopProgram } from './loop-program.ts';
import { packSlabs, SLAB, type Slab } from './slabs.ts';
import { AVERAGE, GRADIENT, NEXT, PARAMETER } from './state-names.ts';
import type { StepPrograms, UpdateProgram } from './step-engine.ts';

/** What one training step computes: `loss` is a scalar, and so is every further output. */
export type LossFunction = (parameters: Tensors, inputs: Tensors) => { readonly loss: tf.Tensor } & Readonly<Record<string, tf.Tensor>>;

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
}

const scalar = { shape: [], dtype: 'float32' } as const;

const groupOf = ({ group }: StepDefinition, name: string): ParameterGroup => group?.(name) ?? {};

/** Parameters that have a gradient. */
export function trained(definition: StepDefinition): ParameterSpecs {
  return Object.fromEntries(Object.entries(definition.parameters).filter(([name]) => !groupOf(definition, name).frozen));
}

/** Prefixes of what is kept for each trained parameter beside its value. */
export function slotPrefixes({ optimizer, averageDecay }: StepDefinition): readonly string[] {
  return [...optimizer.slots.map((slot) => `${slot}:`), ...(averageDecay === undefined ? [] : [AVERAGE])];
}

function stateInputs(parameters: ParameterSpecs, prefixes: readonly string[]): InputSpecs {
  return Object.fromEntries(Object.entries(parameters).flatMap(([name, { shape }]) => prefixes.map((prefix) => [prefix + name, { shape, dtype: 'float32' as const }])));
}

/** Value and gradients of one batch, for the parameters under their prefix among `inputs`. */
export function stepGradients(definition: StepDefinition, inputs: Tensors): { outputs: Record<string, tf.Tensor>; gradients: Record<string, tf.Tensor> } {
  const { parameters, loss } = definition;
  const names = Object.keys(trained(definition));
  const outputs: Record<string, tf.Tensor> = {};
  const all = Object.fromEntries(Object.keys(parameters).map((name) => [name, inputs[PARAMETER + name]]));
  const { value, grads } = tf.valueAndGrads((...values: tf.Tensor[]) => {
    const result = loss({ ...all, ...Object.fromEntries(names.map((name, index) => [name, values[index]])) }, inputs);
    for (const [name, tensor] of Object.entries(result)) if (name !== 'loss') outputs[name] = tf.keep(tensor);
    return tf.reshape(result.loss, []) as tf.Scalar;
  })(names.map((name) => inputs[PARAMETER + name]));
  return { outputs: { loss: value, ...outputs }, gradients: Object.fromEntries(names.map((name, index) => [name, grads[index]])) };
}

/** Global norm of gradients by parameter: a scalar. */
export function normOf(gradients: Readonly<Record<string, tf.Tensor>>): tf.Tensor {
  return tf.sqrt(tf.addN(Object.values(gradients).map(sumSquares)));
}

/** What a step hands on, from gradients by parameter and their norm. */
export function stepUpdate(definition: StepDefinition, inputs: Tensors, gradients: Readonly<Record<string, tf.Tensor>>, gradientNorm: tf.Tensor): Record<string, tf.Tensor> {
  const { optimizer, averageDecay, clipNorm } = definition;
  const clip = tf.minimum(1, tf.div(clipNorm, tf.add(gradientNorm, 1e-6)));
  const step = optimizer.begin({ learningRate: inputs.learningRate, clip, own: Object.fromEntries(optimizer.scalars.map((name) => [name, inputs[name]])) });
  const results: Record<string, tf.Tensor> = {};
  for (const [name, { decay }] of Object.entries(trained(definition))) {
    const { rate = 1, weightDecay = decay ? optimizer.weightDecay : 0 } = groupOf(definition, name);
    const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, inputs[`${slot}:${name}`]]));
    const next = step({ parameter: inputs[PARAMETER + name], gradient: gradients[name], slots }, rate, weightDecay);
    results[NEXT + PARAMETER + name] = next.parameter;
    for (const slot of optimizer.slots) results[`${NEXT}${slot}:${name}`] = next.slots[slot];
    if (averageDecay !== undefined) results[NEXT + AVERAGE + name] = tf.add(tf.mul(inputs[AVERAGE + name], averageDecay), tf.mul(next.parameter, 1 - averageDecay));
  }
  return results;
}

const scalarInputs = ({ optimizer }: StepDefinition): InputSpecs => Object.fromEntries(['learningRate', ...optimizer.scalars].map((name) => [name, scalar]));

/** A whole training step as one ONNX model: forward, backward, clipping and the optimiser's update. */
export function traceStep(definition: StepDefinition): TracedProgram {
  const specs = { ...definition.inputs, ...scalarInputs(definition), ...stateInputs(definition.parameters, [PARAMETER]), ...stateInputs(trained(definition), slotPrefixes(definition)) };
  return traceProgram(definition.name, specs, (inputs) => {
    const { outputs, gradients } = stepGradients(definition, inputs);
    const gradientNorm = normOf(gradients);
    return { ...outputs, gradientNorm, ...stepUpdate(definition, inputs, gradients, gradientNorm) };
  });
}

/** What an engine runs hands everything on in arrays that it is given. */
const inPlace: ModelOptions = { endsAnswer: true };

/** The gradients of one micro-batch; of several they are added to those before, each weighted by 1 / microBatches. */
function traceGradients(definition: StepDefinition, microBatches: number): TracedProgram {
  const specs = { ...definition.inputs, ...stateInputs(definition.parameters, [PARAMETER]), ...(microBatches > 1 ? stateInputs(trained(definition), [GRADIENT]) : {}) };
  return traceProgram(`${definition.name}-gradients`, specs, (inputs) => {
    const { outputs, gradients } = stepGradients(definition, inputs);
    const sums = Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, microBatches > 1 ? tf.add(inputs[GRADIENT + name], tf.mul(gradient, 1 / microBatches)) : gradient]));
    return { ...outputs, gradientNorm: normOf(sums), ...Object.fromEntries(Object.entries(sums).map(([name, sum]) => [NEXT + GRADIENT + name, sum])) };
  }, inPlace);
}

/**
 * The update from gradients, of parameters as vectors. Large ones are updated one at a time, so that only one is ever in memory
 * twice; small ones in slabs where the optimiser allows it, and otherwise all in one program. What is alike shares a program.
 */
function traceUpdates(definition: StepDefinition): { readonly updates: readonly UpdateProgram[]; readonly slabs: readonly Slab[] } {
  const { optimizer } = definition;
  const moving = trained(definition);
  const small = Object.keys(moving).filter((name) => product(moving[name].shape) < SLAB);
  const groups = groupBy(optimizer.elementwise ? small : [], (name) => JSON.stringify([moving[name].decay, groupOf(definition, name)]));
  const slabs = groups.flatMap((names, index) => packSlabs(`slab${index}`, Object.fromEntries(names.map((name) => [name, moving[name]]))));
  const unlike = optimizer.elementwise ? [] : small;
  const alone = [
    ...Object.keys(moving).filter((name) => !small.includes(name)).map((name) => ({ name, like: name, length: product(moving[name].shape) })),
    ...slabs.map(({ name, members, length }) => ({ name, like: members[0].name, length })),
  ];
  const kinds = groupBy(alone, ({ like, length }) => JSON.stringify([length, moving[like].decay, groupOf(definition, like)]));
  const updates = kinds.map((kind): UpdateProgram => ({ ...traceUpdate(definition, kind.slice(0, 1)), runs: kind.map(({ name }) => [name]) }));
  const together = unlike.map((name) => ({ name, like: name, length: product(moving[name].shape) }));
  return { slabs, updates: unlike.length > 0 ? [...updates, { ...traceUpdate(definition, together), runs: [unlike] }] : updates };
}

/** What is updated as a vector, as the parameter `like` is. */
interface Updated {
  readonly name: string;
  readonly like: string;
  readonly length: number;
}

function traceUpdate(definition: StepDefinition, updated: readonly Updated[]): TracedProgram {
  const likes = new Map(updated.map(({ name, like }) => [name, like]));
  const own: StepDefinition = {
    ...definition,
    parameters: Object.fromEntries(updated.map(({ name, like, length }) => [name, { ...definition.parameters[like], shape: [length] }])),
    group: (name) => groupOf(definition, likes.get(name) as string),
  };
  const specs = { ...scalarInputs(definition), gradientNorm: scalar, ...stateInputs(own.parameters, [PARAMETER, ...slotPrefixes(definition), GRADIENT]) };
  return traceProgram(`${definition.name}-update`, specs, (inputs) => stepUpdate(own, inputs, Object.fromEntries(updated.map(({ name }) => [name, inputs[GRADIENT + name]])), inputs.gradientNorm), inPlace);
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

export function traceStepPrograms(definition: StepDefinition, { accumulate = 1, stepsPerCall = 1 }: { readonly accumulate?: number; readonly stepsPerCall?: number } = {}): StepPrograms {
  return stepsPerCall === 1 ? { gradients: traceGradients(definition, accumulate), ...traceUpdates(definition) } : { loop: loopProgram(traceStep(definition), stepsPerCall) };
}
