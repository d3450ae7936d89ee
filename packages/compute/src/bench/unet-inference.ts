import * as tf from '@tensorflow/tfjs';
import type { ParameterSpecs } from '@totalfm/core';
import type { InferenceDefinition } from '../inference-program.ts';
import { relu } from '../ops/relu.ts';
import { initialValues } from '../train/initial-values.ts';
import type { Convolution3d } from './floor-timer.ts';

/** A 3-D U-Net on one patch of 128³: 8, 16 and 32 channels, two convolutions a level, nearest-neighbour upsampling. */
const side = 128;
const channels = [8, 16, 32];

interface Layer extends Omit<Convolution3d, 'count' | 'batch' | 'width'> {
  readonly name: string;
}

const pairOf = (name: string, size: number, inputs: number, outputs: number): Layer[] => [
  { name: `${name}/conv0`, size, inputs, outputs, stride: 1 },
  { name: `${name}/conv1`, size, inputs: outputs, outputs, stride: 1 },
];
const down = channels.flatMap((count, level) =>
  pairOf(`down${level}`, side / 2 ** level, level === 0 ? 1 : channels[level - 1], count),
);
const up = channels
  .slice(0, -1)
  .flatMap((count, level) => pairOf(`up${level}`, side / 2 ** level, count + channels[level + 1], count));
const layers = [...down, ...up];

const parameters: ParameterSpecs = {
  ...Object.fromEntries(
    layers.map(({ name, inputs, outputs }) => [
      name,
      { shape: [3, 3, 3, inputs, outputs], initial: { normal: 1 / Math.sqrt(27 * inputs) }, decay: true },
    ]),
  ),
  out: { shape: [1, 1, 1, channels[0], 2], initial: { normal: 0.1 }, decay: true },
};

export const unetInference: InferenceDefinition & { readonly values: Readonly<Record<string, Float32Array>> } = {
  name: 'unet-inference',
  parameters,
  values: initialValues(parameters, 1),
  inputs: { patch: { shape: [1, side, side, side, 1], dtype: 'float32' } },
  run(p, { patch }) {
    const conv = (x: tf.Tensor, name: string) => tf.conv3d(x as tf.Tensor5D, p[name] as tf.Tensor5D, 1, 'same');
    const both = (x: tf.Tensor, name: string) => relu(conv(relu(conv(x, `${name}/conv0`)), `${name}/conv1`));
    const skips: tf.Tensor[] = [];
    let x: tf.Tensor = patch;
    channels.forEach((_, level) => {
      x = both(level === 0 ? x : tf.maxPool3d(x as tf.Tensor5D, 2, 2, 'same'), `down${level}`);
      skips.push(x);
    });
    for (let level = channels.length - 2; level >= 0; level--)
      x = both(tf.concat([skips[level], doubled(x)], 4), `up${level}`);
    return { logits: conv(x, 'out') };
  },
};

/** Every voxel twice along each axis: a broadcast. */
function doubled(x: tf.Tensor): tf.Tensor {
  const [batch, depth, height, width, count] = x.shape;
  const apart = tf.reshape(x, [batch, depth, 1, height, 1, width, count]);
  const spread = tf.broadcastTo(
    tf.reshape(tf.broadcastTo(apart, [batch, depth, 2, height, 2, width, count]), [
      batch,
      2 * depth,
      2 * height,
      width,
      1,
      count,
    ]),
    [batch, 2 * depth, 2 * height, width, 2, count],
  );
  return tf.reshape(spread, [batch, 2 * depth, 2 * height, 2 * width, count]);
}

export const unetConvolutions: readonly Convolution3d[] = [
  ...layers.map((layer) => ({ ...layer, count: 1, batch: 1, width: 3 })),
  { count: 1, batch: 1, size: side, inputs: channels[0], outputs: 2, width: 1, stride: 1 },
];
