import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec } from '@totalfm/core';
import { linear } from '../ops/linear.ts';
import { biasSpec, weightSpec } from '../ops/parameter-specs.ts';
import { relu } from '../ops/relu.ts';
import { adamw } from '../train/optimizers/adamw.ts';
import type { StepDefinition } from '../train/training-program.ts';
import type { Convolution3d } from './floor-timer.ts';

/** A step of a 3-D residual network on 8 volumes of 32³: a stem of stride 2, then two blocks at 16³ and two at 8³. */
const batch = 8;
const size = 32;
const stages = [
  { size: 16, channels: 16, blocks: 2 },
  { size: 8, channels: 32, blocks: 2 },
];
const classes = 10;

const filter = (inputs: number, outputs: number): ParameterSpec => ({
  shape: [3, 3, 3, inputs, outputs],
  initial: { normal: 1 / Math.sqrt(27 * inputs) },
  decay: true,
});

/** Every convolution: its name, channels, and where it runs. */
const layers = stages.flatMap(({ size: side, channels, blocks }, stage) => {
  const before = stage === 0 ? 1 : stages[stage - 1].channels;
  const down = { name: `stage${stage}/down`, size: 2 * side, inputs: before, outputs: channels, stride: 2 };
  return [
    down,
    ...Array.from({ length: 2 * blocks }, (_, index) => ({
      name: `stage${stage}/block${index >> 1}/conv${index % 2}`,
      size: side,
      inputs: channels,
      outputs: channels,
      stride: 1,
    })),
  ];
});

export const residualStep: StepDefinition = {
  name: 'residual-step',
  parameters: {
    ...Object.fromEntries(layers.map(({ name, inputs, outputs }) => [name, filter(inputs, outputs)])),
    'out/weight': weightSpec(stages[1].channels, classes),
    'out/bias': biasSpec(classes),
  },
  inputs: {
    volumes: { shape: [batch, size, size, size, 1], dtype: 'float32' },
    labels: { shape: [batch, classes], dtype: 'float32' },
  },
  loss(p, { volumes, labels }) {
    const conv = (x: tf.Tensor, name: string, stride: number) =>
      tf.conv3d(x as tf.Tensor5D, p[name] as tf.Tensor5D, stride, 'same');
    let x: tf.Tensor = volumes;
    stages.forEach(({ blocks }, stage) => {
      x = relu(conv(x, `stage${stage}/down`, 2));
      for (let block = 0; block < blocks; block++)
        x = relu(
          tf.add(
            x,
            conv(relu(conv(x, `stage${stage}/block${block}/conv0`, 1)), `stage${stage}/block${block}/conv1`, 1),
          ),
        );
    });
    const logits = linear(tf.mean(x, [1, 2, 3]), p['out/weight'], p['out/bias']);
    return { loss: tf.mean(tf.square(tf.sub(logits, labels))) };
  },
  optimizer: adamw({ beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.05 }),
  clipNorm: 1,
};

export const residualConvolutions: readonly Convolution3d[] = layers.map(({ size: side, inputs, outputs, stride }) => ({
  count: 1,
  batch,
  size: side,
  inputs,
  outputs,
  width: 3,
  stride,
}));
