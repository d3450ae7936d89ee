import { createRandom, type Tensors } from '@totalfm/core';
import { convolution3d, initialValues, traceInference } from '@totalfm/compute';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { foldBatchNorm, groupNorm, maxPool, resnetSpecs, resnetStages, resnetWidth } from './index.ts';

const TORCH_CONVOLUTION = [
  27.8, 27.8, 25.4, 23.0, 45.8, 43.4, 36.2, 31.4, 57.0, 61.8, 69.0, 71.4, 103.8, 106.2, 108.6, 108.6,
];

beforeAll(() => tf.setBackend('cpu'));

const random = createRandom(4);
const normal = (...shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
    shape,
  );
const near = (found: tf.Tensor, expected: ArrayLike<number>) =>
  found.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4));

describe('convolutional blocks', () => {
  // torch.arange(24.).reshape(1, 2, 2, 2, 3), a filter of torch.arange(24.).reshape(2, 2, 1, 2, 3) / 10, padding (0, 1, 1), stride (1, 2, 2).
  it('convolve as conv3d of PyTorch 2.15 does', () => {
    const [x, filter] = [tf.range(0, 24).reshape([1, 2, 2, 2, 3]), tf.range(0, 24).div(10).reshape([2, 2, 1, 2, 3])];
    const found = convolution3d(x, filter, tf.tensor1d([1, -1]), { strides: [1, 2, 2], pads: [0, 1, 1] });
    expect(found.shape).toEqual([1, 2, 2, 2, 2]);
    near(found, TORCH_CONVOLUTION);
  });

  it('pool what is negative, and padding never wins', () => {
    const x = tf.range(-27, 0).reshape([1, 1, 3, 3, 3]);
    near(maxPool(x, { width: 3, stride: 2, pad: 1 }), [-14, -13, -11, -10, -5, -4, -2, -1]);
  });

  it('normalise groups of channels of each volume apart', () => {
    const x = normal(2, 4, 2, 3, 2);
    const normed = groupNorm(tf.add(tf.mul(x, 3), 7), tf.ones([4]), tf.zeros([4]), 2);
    const { mean, variance } = tf.moments(tf.reshape(normed, [2, 2, -1]), -1);
    near(mean, [0, 0, 0, 0]);
    near(variance, [1, 1, 1, 1]);
    near(
      groupNorm(x, tf.tensor1d([2, 2, 2, 2]), tf.tensor1d([1, 1, 1, 1]), 2),
      groupNorm(x, tf.ones([4]), tf.zeros([4]), 2)
        .mul(2)
        .add(1)
        .dataSync(),
    );
  });

  it('fold a batch norm into the convolution before it', () => {
    const [x, filter] = [normal(1, 3, 3, 3, 3), normal(2, 3, 3, 3, 3)];
    const vectors = [
      [0.5, -2],
      [0.1, 0.2],
      [0.3, -0.4],
      [0.7, 1e-7],
    ].map((values) => Float32Array.from(values));
    const [gain, bias, mean, variance] = vectors;
    const [g, b, m, v] = vectors.map((values) => tf.reshape(tf.tensor1d(values), [1, 2, 1, 1, 1]));
    const sums = convolution3d(x, filter);
    const expected = tf.add(tf.mul(tf.div(tf.sub(sums, m), tf.sqrt(tf.add(v, 1e-5))), g), b);
    const folded = foldBatchNorm(filter.dataSync() as Float32Array, { gain, bias, mean, variance });
    const found = convolution3d(x, tf.tensor(folded.weight, filter.shape), tf.tensor1d(folded.bias));
    found.dataSync().forEach((value, i) => {
      const wanted = expected.dataSync()[i];
      expect(Math.abs(value - wanted) / (1 + Math.abs(wanted))).toBeLessThan(1e-5);
    });
  });

  it.each(['group', 'folded'] as const)('stack to a ResNet that neither dies nor bursts (%s)', (norm) => {
    const shape = { inputs: 8, width: 8, depths: [6, 6], norm };
    const specs = resnetSpecs(shape);
    const values = initialValues(specs, 1);
    const p: Tensors = Object.fromEntries(
      Object.entries(specs).map(([name, of]) => [name, tf.tensor(values[name], [...of.shape])]),
    );
    const map = resnetStages(p, normal(1, 8, 5, 4, 4), shape);
    expect(map.shape).toEqual([1, resnetWidth(shape), 3, 2, 2]);
    const scale = Math.sqrt(tf.mean(tf.square(map)).dataSync()[0]);
    expect(scale).toBeGreaterThan(0.1);
    expect(scale).toBeLessThan(10);
  });

  it('are traced without a transpose but those of the pool', () => {
    const shape = { inputs: 8, width: 4, depths: [1, 1], norm: 'folded' } as const;
    const specs = resnetSpecs(shape);
    const { onnx } = traceInference({
      name: 'resnet',
      parameters: specs,
      values: initialValues(specs, 1),
      inputs: { x: { shape: [1, 8, 4, 4, 4], dtype: 'float32' } },
      run: (p, { x }) => ({ y: resnetStages(p, x, shape) }),
    });
    const text = Buffer.from(onnx).toString('latin1');
    expect(text).toContain('stage1/Conv#');
    expect(text).not.toContain('Transpose');
  });
});
