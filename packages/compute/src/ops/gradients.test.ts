import * as tf from '@tensorflow/tfjs';
import { createRandom } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { attention } from './attention.ts';
import { attentionOverPast } from './attention-over-past.ts';
import { depthwiseConv3d } from './depthwise-conv3d.ts';
import { embeddingLookup } from './embedding-lookup.ts';
import { gelu, geluTanh } from './gelu.ts';
import { layerNorm } from './layer-norm.ts';
import { relu } from './relu.ts';
import { rmsNorm } from './rms-norm.ts';
import { rotary, rotaryAngles } from './rotary.ts';
import { nextTokenLoss } from './next-token-loss.ts';
import { silu } from './silu.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';

beforeAll(() => tf.setBackend('cpu'));

const STEP = 1e-2;
const ids = () => tf.tensor2d([1, 0, 3, 3, 2, 1], [2, 3], 'int32');

const cases: ReadonlyArray<{ name: string; shapes: number[][]; run: (x: tf.Tensor[]) => tf.Tensor }> = [
  { name: 'layerNorm', shapes: [[2, 3, 5], [5], [5]], run: ([x, gain, bias]) => layerNorm(x, gain, bias) },
  { name: 'gelu', shapes: [[3, 4]], run: ([x]) => gelu(x) },
  { name: 'geluTanh', shapes: [[3, 4]], run: ([x]) => geluTanh(x) },
  { name: 'rmsNorm', shapes: [[2, 3, 5], [5]], run: ([x, gain]) => rmsNorm(x, gain) },
  { name: 'rotary', shapes: [[1, 2, 3, 4]], run: ([x]) => rotary(x, rotaryAngles([0, 1, 5], 4)) },
  {
    name: 'softmaxCrossEntropy',
    shapes: [[3, 4]],
    run: ([x]) => softmaxCrossEntropy(x, tf.tensor2d([1, 0, 0, 0, 0, 0.5, 0.5, 0, 0.2, 0.2, 0.2, 0.2], [3, 4])),
  },
  {
    name: 'attention that is recomputed',
    shapes: [
      [2, 2, 3, 4],
      [2, 2, 5, 4],
      [2, 2, 5, 4],
      [2, 1, 1, 5],
    ],
    run: ([q, k, v, bias]) => attention(q, k, v, { bias, recompute: true }),
  },
  {
    name: 'depthwiseConv3d',
    shapes: [
      [2, 2, 2, 3, 2],
      [3, 2, 1, 2, 1],
    ],
    run: ([x, filter]) => depthwiseConv3d(x, filter, { before: [2, 0, 0], after: [0, 1, 0] }),
  },
  { name: 'relu', shapes: [[3, 4]], run: ([x]) => relu(x) },
  { name: 'silu', shapes: [[3, 4]], run: ([x]) => silu(x) },
  {
    name: 'nextTokenLoss',
    shapes: [[2, 3, 4]],
    run: ([x]) => nextTokenLoss(x, ids(), tf.tensor2d([1, 0.5, 0, 1, 1, 0], [2, 3])),
  },
  {
    name: 'attention',
    shapes: [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ],
    run: ([q, k, v]) => attention(q, k, v),
  },
  {
    name: 'attention between two sequences, with a bias',
    shapes: [
      [2, 2, 3, 4],
      [2, 2, 5, 4],
      [2, 2, 5, 4],
      [2, 1, 1, 5],
    ],
    run: ([q, k, v, bias]) => attention(q, k, v, { bias }),
  },
  { name: 'embeddingLookup', shapes: [[4, 3]], run: ([table]) => embeddingLookup(table, ids()) },
];

describe('gradients written by hand', () => {
  it.each(cases)('$name equals finite differences', ({ shapes, run }) => {
    const random = createRandom(3);
    // Away from 0, where relu has a corner.
    const data = shapes.map((shape) =>
      Array.from(
        { length: shape.reduce((a, b) => a * b, 1) },
        () => (random.chance(0.5) ? 1 : -1) * random.uniform(0.1, 1.2),
      ),
    );
    const loss = (xs: tf.Tensor[]) => {
      const y = run(xs);
      return tf.sum(
        tf.mul(
          y,
          tf.tensor(
            Array.from({ length: y.size }, (_, i) => Math.cos(i)),
            y.shape,
          ),
        ),
      );
    };
    const at = (values: number[][]) =>
      tf.tidy(() => loss(values.map((value, i) => tf.tensor(value, shapes[i]))).dataSync()[0]);
    const gradients = tf.tidy(() =>
      tf
        .grads((...xs: tf.Tensor[]) => loss(xs))(data.map((value, i) => tf.tensor(value, shapes[i])))
        .map((gradient) => Array.from(gradient.dataSync())),
    );
    data.forEach((values, which) =>
      values.forEach((_, index) => {
        const moved = (by: number) =>
          at(
            data.map((other, i) => (i === which ? other.map((value, j) => (j === index ? value + by : value)) : other)),
          );
        const difference = (moved(STEP) - moved(-STEP)) / (2 * STEP);
        expect(Math.abs(gradients[which][index] - difference)).toBeLessThan(2e-3);
      }),
    );
  });
});

describe('attention over a past', () => {
  it('equals attention over the whole sequence', () => {
    const random = createRandom(5);
    const normal = (...shape: number[]) =>
      tf.tensor(
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
        shape,
      );
    const [query, key, value, bias] = [normal(2, 2, 3, 4), normal(2, 2, 7, 4), normal(2, 2, 7, 4), normal(2, 1, 3, 7)];
    const part = (of: tf.Tensor, from: number, count: number, axis: number) =>
      tf.split(of, [from, count, of.shape[axis] - from - count], axis)[1];
    const attended = (from: number, count: number) => ({
      key: part(key, from, count, 2),
      value: part(value, from, count, 2),
      bias: part(bias, from, count, 3),
    });
    const whole = attention(query, key, value, { bias }).dataSync();
    const parts = attentionOverPast(query, attended(0, 5), attended(5, 2)).dataSync();
    parts.forEach((each, index) => expect(each).toBeCloseTo(whole[index], 5));
  });
});
