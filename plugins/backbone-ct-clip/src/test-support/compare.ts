import { createInference, l2Normalize, traceInference } from '@totalfm/compute';
import type { ParameterValues, Tensors } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
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

/** Gradients of `ct_clip.py`'s loss by our parameters. */
export function gradients(expected: Expected, values: ParameterValues): ParameterValues {
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
