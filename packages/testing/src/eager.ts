import type * as tfjs from '@tensorflow/tfjs';
import {
  createRandom,
  type Feeds,
  type InputSpecs,
  type ParameterSpecs,
  type ParameterValues,
  type Tensors,
} from '@totalfm/core';

/** Parameter values as their specs say, from a seed; constants get a little noise, so that no term hides behind a zero. */
export function randomParameters(specs: ParameterSpecs, seed = 1): ParameterValues {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, initial }]) => {
      const random = createRandom(seed).fork(name);
      const [mean, deviation] = 'normal' in initial ? [0, initial.normal] : [initial.constant, 0.02];
      return [
        name,
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => mean + deviation * random.normal()),
      ];
    }),
  );
}

/** Loaded when a suite of encoders needs it: the others start faster without. */
async function loadTensorflow(): Promise<typeof tfjs> {
  const tf = await import('@tensorflow/tfjs');
  await tf.setBackend('cpu');
  return tf;
}

/** What a program is given: its parameters and inputs, and the values of each. */
export interface ProgramData {
  readonly specs: ParameterSpecs;
  readonly values: ParameterValues;
  readonly inputs: InputSpecs;
  readonly feeds: Feeds;
}

/** Runs a tensor program on tfjs's plain JavaScript backend: the oracle of every other way to run it. */
export async function runEager(
  { specs, values, inputs: inputSpecs, feeds }: ProgramData,
  program: (parameters: Tensors, inputs: Tensors) => tfjs.Tensor,
): Promise<{ readonly shape: readonly number[]; readonly data: Float32Array }> {
  const tf = await loadTensorflow();
  const result = tf.tidy(() => {
    const parameters = Object.fromEntries(
      Object.entries(specs).map(([name, { shape }]) => [name, tf.tensor(values[name], [...shape])]),
    );
    const inputs = Object.fromEntries(
      Object.entries(inputSpecs).map(([name, { shape, dtype }]) => [name, tf.tensor(feeds[name], [...shape], dtype)]),
    );
    return program(parameters, inputs);
  });
  const data = (await result.data()) as Float32Array;
  result.dispose();
  return { shape: result.shape, data };
}

/** Gradient of the program's sum of squares, by parameter. */
export async function gradientsEager(
  { specs, values, inputs: inputSpecs, feeds }: ProgramData,
  program: (parameters: Tensors, inputs: Tensors) => tfjs.Tensor,
): Promise<ParameterValues> {
  const tf = await loadTensorflow();
  const names = Object.keys(specs);
  const gradients = tf.tidy(() => {
    const inputs = Object.fromEntries(
      Object.entries(inputSpecs).map(([name, { shape, dtype }]) => [name, tf.tensor(feeds[name], [...shape], dtype)]),
    );
    const loss = (...tensors: tfjs.Tensor[]) =>
      tf.sum(tf.square(program(Object.fromEntries(names.map((name, index) => [name, tensors[index]])), inputs)));
    return tf.grads(loss)(names.map((name) => tf.tensor(values[name], [...specs[name].shape])));
  });
  const entries = await Promise.all(
    gradients.map(async (gradient, index) => [names[index], (await gradient.data()) as Float32Array] as const),
  );
  tf.dispose(gradients);
  return Object.fromEntries(entries);
}
