import { createInference, l2Normalize, product, traceInference } from '@totalfm/compute';
import type { ParameterValues, Tensors } from '@totalfm/core';
import type { TorchTensor } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { codeIds } from '../codebook.ts';
import { createCtClip } from '../ct-clip.ts';
import { createCtVit } from '../ctvit.ts';
import { ctClipOptions } from '../options.ts';
import { madeUpVolumes } from './made-up.ts';
import type { Expected } from './official.ts';

export function setUp({ config }: Expected) {
  const { size, batch, ...rest } = config;
  const options = ctClipOptions.parse(rest);
  return { options, size, encoder: createCtClip(options, size), volumes: madeUpVolumes(batch, size) };
}

/** Tokens, codes and vectors in ONNX Runtime. */
export async function forward(expected: Expected, values: ParameterValues) {
  const { options, size, encoder, volumes } = setUp(expected);
  const ctvit = createCtVit(options, size);
  const program = traceInference({
    name: 'ct-clip',
    parameters: encoder.parameters,
    values,
    inputs: encoder.inputs(volumes.length),
    run: (p, inputs) => {
      const tokens = tf.reshape(ctvit.encode(p, inputs.hu), [-1, options.dim]);
      const codes = tf.cast(codeIds(tokens, p.codebook), 'float32');
      return { tokens, codes, latents: l2Normalize(encoder.embed(p, inputs)) };
    },
  });
  const inference = await createInference(program, { threads: 1 });
  const found = await inference.run(encoder.feeds(volumes));
  await inference.dispose();
  return found;
}

/** The worst of all gradients of the official code's tensors, as a part of its tensor's norm; by the first numbers of each and its norm. */
export function gradientError(expected: Expected, table: readonly TorchTensor[], values: ParameterValues): number {
  const ours = gradients(expected, values);
  const largest = Math.max(...Object.values(expected.gradients).map((numbers) => numbers[numbers.length - 1]));
  const errors = table.flatMap((tensor) => {
    const theirs = expected.gradients[tensor.name];
    if (!theirs) return [];
    const back = inTheirOrder(tensor, ours);
    const numbers = [...back.subarray(0, theirs.length - 1), Math.hypot(...back)];
    const norm = Math.max(theirs[theirs.length - 1], 1e-3 * largest);
    return numbers.map((number, index) => Math.abs(number - theirs[index]) / norm);
  });
  expect(errors.length).toBeGreaterThan(3 * (table.length - 1));
  return Math.max(...errors);
}

/** Which of our numbers stand for which of theirs is told by sending indices the way of values. */
function inTheirOrder({ shape, into }: TorchTensor, ours: ParameterValues): Float32Array {
  const back = new Float32Array(product(shape));
  const places = into(Float32Array.from({ length: back.length }, (_, index) => index));
  for (const [name, indices] of Object.entries(places))
    indices.forEach((index, place) => (back[index] = ours[name][place]));
  return back;
}

/** Gradients of `ct_clip.py`'s loss by our parameters. */
function gradients(expected: Expected, values: ParameterValues): ParameterValues {
  const { encoder, volumes } = setUp(expected);
  const names = Object.keys(encoder.parameters);
  const weights = tf.range(1, encoder.width + 1);
  const feeds = encoder.feeds(volumes);
  return tf.tidy(() => {
    const inputs: Tensors = { hu: tf.tensor(feeds.hu, [...encoder.inputs(volumes.length).hu.shape]) };
    const loss = (...tensors: tf.Tensor[]) => {
      const p = Object.fromEntries(names.map((name, index) => [name, tensors[index]]));
      return tf.sum(tf.mul(tf.square(encoder.embed(p, inputs)), weights));
    };
    const found = tf.grads(loss)(names.map((name) => tf.tensor(values[name], [...encoder.parameters[name].shape])));
    return Object.fromEntries(names.map((name, index) => [name, found[index].dataSync() as Float32Array]));
  });
}

/** Largest difference, as a part of the largest number that is expected. */
export function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, index) => Math.abs(value - actual[index]))) / largest;
}

export function cosine(a: ArrayLike<number>, b: readonly number[]): number {
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((sum, value, index) => sum + value * y[index], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
