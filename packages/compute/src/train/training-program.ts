import * as tf from '@tensorflow/tfjs';
import type { InputSpecs, ParameterSpecs, Tensors } from '@totalfm/core';
import { traceProgram, type TracedProgram } from '../trace/trace-program.ts';
import { sumSquares } from '../ops/sum-squares.ts';
import { adamwUpdate, stepScalars, type AdamW } from './adamw.ts';
import { GRADIENT, MEAN, NEXT, PARAMETER, SQUARE } from './state-names.ts';
import type { StepPrograms } from './step-engine.ts';

/** What one training step computes: `loss` is a scalar, and so is every further output. */
export type LossFunction = (parameters: Tensors, inputs: Tensors) => { readonly loss: tf.Tensor } & Readonly<Record<string, tf.Tensor>>;

export interface StepDefinition {
  readonly name: string;
  readonly parameters: ParameterSpecs;
  readonly inputs: InputSpecs;
  readonly loss: LossFunction;
  readonly optimizer: AdamW;
  /** Gradients are scaled down to this global norm where they exceed it. */
  readonly clipNorm: number;
}

const scalar = { shape: [], dtype: 'float32' } as const;

function stateInputs(parameters: ParameterSpecs, prefixes: readonly string[]): InputSpecs {
  return Object.fromEntries(Object.entries(parameters).flatMap(([name, { shape }]) => prefixes.map((prefix) => [prefix + name, { shape, dtype: 'float32' as const }])));
}

function gradientsOf({ parameters, loss }: StepDefinition, inputs: Tensors): { outputs: Record<string, tf.Tensor>; gradients: Record<string, tf.Tensor> } {
  const names = Object.keys(parameters);
  const outputs: Record<string, tf.Tensor> = {};
  const { value, grads } = tf.valueAndGrads((...values: tf.Tensor[]) => {
    const result = loss(Object.fromEntries(names.map((name, index) => [name, values[index]])), inputs);
    for (const [name, tensor] of Object.entries(result)) if (name !== 'loss') outputs[name] = tf.keep(tensor);
    return tf.reshape(result.loss, []) as tf.Scalar;
  })(names.map((name) => inputs[PARAMETER + name]));
  return { outputs: { loss: value, ...outputs }, gradients: Object.fromEntries(names.map((name, index) => [name, grads[index]])) };
}

function update(definition: StepDefinition, inputs: Tensors, gradients: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  const names = Object.keys(definition.parameters);
  const norm = tf.sqrt(tf.addN(names.map((name) => sumSquares(gradients[name]))));
  const clip = tf.minimum(1, tf.div(definition.clipNorm, tf.add(norm, 1e-6)));
  const scalars = stepScalars(definition.optimizer, { learningRate: inputs.learningRate, correction1: inputs.correction1, correction2: inputs.correction2, clip });
  const results: Record<string, tf.Tensor> = { gradientNorm: norm };
  for (const name of names) {
    const next = adamwUpdate(
      definition.optimizer,
      { parameter: inputs[PARAMETER + name], mean: inputs[MEAN + name], square: inputs[SQUARE + name], gradient: gradients[name] },
      scalars,
      definition.parameters[name].decay,
    );
    results[NEXT + PARAMETER + name] = next.parameter;
    results[NEXT + MEAN + name] = next.mean;
    results[NEXT + SQUARE + name] = next.square;
  }
  return results;
}

const optimizerScalars = { learningRate: scalar, correction1: scalar, correction2: scalar };

/** A whole training step as one ONNX model: forward, backward, clipping and the AdamW update. */
export function traceStep(definition: StepDefinition): TracedProgram {
  const specs = { ...definition.inputs, ...optimizerScalars, ...stateInputs(definition.parameters, [PARAMETER, MEAN, SQUARE]) };
  return traceProgram(definition.name, specs, (inputs) => {
    const { outputs, gradients } = gradientsOf(definition, inputs);
    return { ...outputs, ...update(definition, inputs, gradients) };
  });
}

/** For accumulation: the gradients of one micro-batch, added to those before, each weighted by 1 / microBatches. */
function traceGradients(definition: StepDefinition, microBatches: number): TracedProgram {
  const specs = { ...definition.inputs, ...stateInputs(definition.parameters, [PARAMETER, GRADIENT]) };
  return traceProgram(`${definition.name}-gradients`, specs, (inputs) => {
    const { outputs, gradients } = gradientsOf(definition, inputs);
    const sums = Object.entries(gradients).map(([name, gradient]) => [NEXT + GRADIENT + name, tf.add(inputs[GRADIENT + name], tf.mul(gradient, 1 / microBatches))]);
    return { ...outputs, ...Object.fromEntries(sums) };
  });
}

/** For accumulation: the update from summed gradients. */
function traceUpdate(definition: StepDefinition): TracedProgram {
  const specs = { ...optimizerScalars, ...stateInputs(definition.parameters, [PARAMETER, MEAN, SQUARE, GRADIENT]) };
  return traceProgram(`${definition.name}-update`, specs, (inputs) =>
    update(definition, inputs, Object.fromEntries(Object.keys(definition.parameters).map((name) => [name, inputs[GRADIENT + name]]))));
}

export function traceStepPrograms(definition: StepDefinition, accumulate: number): StepPrograms {
  return accumulate === 1 ? { step: traceStep(definition) } : { gradients: traceGradients(definition, accumulate), update: traceUpdate(definition) };
}
