import * as tf from '@tensorflow/tfjs';
import { createRandom, type Tensors } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { convolution3d } from '../ops/convolution-3d.ts';
import { attention } from '../ops/attention.ts';
import { embeddingLookup } from '../ops/embedding-lookup.ts';
import { gelu, geluTanh } from '../ops/gelu.ts';
import { l2Normalize } from '../ops/l2-normalize.ts';
import { layerNorm } from '../ops/layer-norm.ts';
import { linear } from '../ops/linear.ts';
import { relu } from '../ops/relu.ts';
import { rmsNorm } from '../ops/rms-norm.ts';
import { attentionOverPast } from '../ops/attention-over-past.ts';
import { nextTokenLoss } from '../ops/next-token-loss.ts';
import { silu } from '../ops/silu.ts';
import { rotary, rotaryAngles } from '../ops/rotary.ts';
import { softmaxCrossEntropy } from '../ops/softmax-cross-entropy.ts';
import { toTensors } from '../engine-tensors.ts';
import { createSession } from '../session.ts';
import { traceProgram } from './trace-program.ts';

beforeAll(() => tf.setBackend('cpu'));

const random = createRandom(11);
const values = (shape: number[], low = -1.5, high = 1.5) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform(low, high));

interface Case {
  name: string;
  shapes: number[][];
  run: (x: tf.Tensor[]) => tf.Tensor;
  low?: number;
}

const ids = () => tf.tensor2d([1, 0, 3, 3, 2, 1], [2, 3], 'int32');

/** Every program agrees with tfjs's `cpu` backend, forward and backward. */
const cases: Case[] = [
  { name: 'linear with bias', shapes: [[2, 3, 4], [4, 5], [5]], run: ([x, w, b]) => linear(x, w, b) },
  { name: 'layerNorm', shapes: [[2, 3, 6], [6], [6]], run: ([x, g, b]) => layerNorm(x, g, b) },
  { name: 'gelu', shapes: [[4, 5]], run: ([x]) => gelu(x) },
  { name: 'geluTanh', shapes: [[4, 5]], run: ([x]) => geluTanh(x) },
  { name: 'rmsNorm', shapes: [[2, 3, 6], [6]], run: ([x, gain]) => rmsNorm(x, gain) },
  { name: 'rotary', shapes: [[1, 2, 3, 4]], run: ([x]) => rotary(x, rotaryAngles([0, 1, 5], 4)) },
  {
    name: 'softmaxCrossEntropy',
    shapes: [[2, 3]],
    run: ([x]) => softmaxCrossEntropy(x, tf.tensor2d([1, 0, 0, 0.5, 0.5, 0], [2, 3])),
  },
  {
    name: 'attention that is recomputed',
    shapes: [
      [2, 2, 3, 4],
      [2, 2, 3, 4],
      [2, 2, 3, 4],
    ],
    run: ([q, k, v]) => attention(q, k, v, { recompute: true }),
  },
  {
    name: 'a strided and a 3-D convolution',
    shapes: [
      [1, 5, 6, 2],
      [3, 2, 2, 3],
      [2, 2, 3, 2],
    ],
    run: ([x, a, b]) =>
      tf.conv3d(
        tf.reshape(
          tf.conv2d(tf.conv2d(x as tf.Tensor4D, a as tf.Tensor4D, [2, 1], 'same'), b as tf.Tensor4D, 1, 'same'),
          [1, 3, 3, 2, 2],
        ) as tf.Tensor5D,
        tf.reshape(tf.slice(tf.reshape(a, [36]), 0, 16), [2, 2, 2, 2, 1]) as tf.Tensor5D,
        1,
        'valid',
      ),
  },
  {
    name: 'convolutions with channels first: of a stride, of padding, of single voxels',
    shapes: [[2, 2, 5, 4, 6], [3, 2, 3, 1, 2], [3], [2, 3, 1, 1, 1]],
    run: ([x, filter, bias, point]) => {
      const strided = convolution3d(x, filter, bias, { strides: [2, 1, 2], pads: [1, 0, 1] });
      return convolution3d(convolution3d(strided, point), filter, bias, { pads: [1, 1, 0] });
    },
  },
  {
    name: 'depthwise and transposed convolutions',
    shapes: [
      [2, 4, 4, 2],
      [2, 2, 2, 3],
    ],
    run: ([x, w]) =>
      tf.conv2dTranspose(
        tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 'valid') as tf.Tensor4D,
        tf.reshape(tf.concat([w, w], 0), [2, 2, 2, 6]) as tf.Tensor4D,
        [2, 4, 4, 2],
        2,
        'valid',
      ),
  },
  {
    name: 'pools',
    shapes: [[1, 4, 4, 2]],
    run: ([x]) =>
      tf.concat([tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'), tf.avgPool(x as tf.Tensor4D, 3, 2, 'same')], 3),
  },
  {
    name: 'resizing, batch norm, cumulative sums',
    shapes: [[1, 3, 3, 2], [2], [2]],
    run: ([x, gain, bias]) =>
      tf.cumsum(
        tf.batchNorm(
          tf.image.resizeBilinear(x as tf.Tensor4D, [5, 4]),
          tf.tensor1d([0.1, 0.2]),
          tf.tensor1d([1, 2]),
          bias as tf.Tensor1D,
          gain as tf.Tensor1D,
        ),
        3,
      ),
  },
  { name: 'relu', shapes: [[4, 5]], run: ([x]) => relu(x) },
  { name: 'silu', shapes: [[4, 5]], run: ([x]) => silu(x) },
  {
    name: 'nextTokenLoss',
    shapes: [[2, 3, 4]],
    run: ([x]) => nextTokenLoss(x, ids(), tf.tensor2d([1, 0.5, 0, 1, 1, 0], [2, 3])),
  },
  {
    name: 'attention over a past',
    shapes: [
      [2, 2, 3, 4],
      [2, 2, 5, 4],
      [2, 2, 5, 4],
      [2, 1, 1, 5],
      [2, 2, 2, 4],
      [2, 2, 2, 4],
    ],
    run: ([q, k, v, bias, key, value]) => attentionOverPast(q, { key: k, value: v, bias }, { key, value }),
  },
  { name: 'l2Normalize', shapes: [[4, 5]], run: ([x]) => l2Normalize(x) },
  {
    name: 'attention with bias',
    shapes: [
      [2, 2, 3, 4],
      [2, 2, 3, 4],
      [2, 2, 3, 4],
      [2, 1, 1, 3],
    ],
    run: ([q, k, v, bias]) => attention(q, k, v, { bias }),
  },
  { name: 'embeddingLookup', shapes: [[4, 3]], run: ([table]) => embeddingLookup(table, ids()) },
  {
    name: 'max over an axis, slices, concat, pad',
    shapes: [[3, 4, 2]],
    run: ([x]) =>
      tf.concat(
        [
          tf.max(x, 1),
          tf.slice(tf.reshape(x, [3, 8]), [0, 3], [3, 2]),
          tf.pad(tf.mean(x, 1), [
            [0, 0],
            [1, 0],
          ]),
        ],
        1,
      ),
  },
  {
    name: 'split, stack, unstack, tile, transpose',
    shapes: [[4, 6]],
    run: ([x]) =>
      tf.stack(
        tf.split(tf.transpose(tf.tile(x, [1, 2])), 3, 0).map((part) => tf.add(tf.unstack(part, 0)[1], 1)),
        1,
      ),
  },
  {
    name: 'log-softmax, clip, where, division, powers',
    shapes: [
      [3, 4],
      [3, 4],
    ],
    low: 0.2,
    run: ([a, b]) =>
      tf.where(
        tf.tensor2d([1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0], [3, 4], 'bool'),
        tf.logSoftmax(tf.div(a, b)),
        tf.clipByValue(tf.sub(tf.pow(a, b), tf.sqrt(a)), 0, 0.6),
      ),
  },
  {
    name: 'softplus, sigmoid, tanh, erf, exp, log, abs',
    shapes: [[3, 4]],
    run: ([x]) =>
      tf.addN([
        tf.softplus(x),
        tf.sigmoid(x),
        tf.tanh(x),
        tf.erf(x),
        tf.exp(x),
        tf.log(tf.add(tf.abs(x), 1)),
        tf.minimum(x, tf.maximum(0.1, tf.neg(x))),
      ]),
  },
  {
    name: 'batched products, each side transposed',
    shapes: [
      [2, 3, 4],
      [2, 5, 4],
      [2, 3, 2],
    ],
    run: ([a, b, c]) => tf.matMul(tf.matMul(a, b, false, true), c, true, false),
  },
  {
    name: 'patches: a transpose of rank 7',
    shapes: [[2, 64]],
    run: ([x]) =>
      tf
        .reshape(tf.transpose(tf.reshape(x, [2, 2, 2, 2, 2, 2, 2]), [0, 1, 3, 5, 2, 4, 6]), [2, 8, 8])
        .mul(tf.range(0, 8)),
  },
];

describe('traced programs', () => {
  it.each(cases)('$name equals the cpu backend', async ({ shapes, run, low }) => {
    const names = shapes.map((_, index) => `x${index}`);
    const data = shapes.map((shape) => values(shape, low));
    const weigh = (y: tf.Tensor) =>
      tf.sum(
        tf.mul(
          y,
          tf.tensor(
            Array.from({ length: y.size }, (_, i) => Math.cos(i)),
            y.shape,
          ),
        ),
      );
    const expected = tf.tidy(() => {
      const tensors = data.map((array, index) => tf.tensor(array, shapes[index]));
      const gradients = tf.grads((...xs: tf.Tensor[]) => weigh(run(xs)))(tensors);
      return [run(tensors), ...gradients].map((tensor) => Array.from(tensor.dataSync()));
    });
    const program = traceProgram(
      'case',
      Object.fromEntries(names.map((name, index) => [name, { shape: shapes[index], dtype: 'float32' as const }])),
      (inputs: Tensors) => {
        const tensors = names.map((name) => inputs[name]);
        const gradients = tf.grads((...xs: tf.Tensor[]) => weigh(run(xs)))(tensors);
        return { y: run(tensors), ...Object.fromEntries(gradients.map((gradient, index) => [`g${index}`, gradient])) };
      },
    );
    const session = await createSession(program, { threads: 1 });
    const outputs = await session.run(
      toTensors(program, Object.fromEntries(names.map((name, index) => [name, data[index]]))),
    );
    expected.forEach((reference, index) => {
      const actual = Array.from(outputs[index === 0 ? 'y' : `g${index - 1}`].data as Float32Array);
      expect(actual).toHaveLength(reference.length);
      actual.forEach((value, i) =>
        expect(Math.abs(value - reference[i])).toBeLessThan(2e-5 * (1 + Math.abs(reference[i]))),
      );
    });
    await session.dispose();
  });

  it('refuses to read a value while tracing', () => {
    expect(() =>
      traceProgram('reads', { x: { shape: [2], dtype: 'float32' } }, ({ x }) => ({ y: tf.mul(x, x.dataSync()[0]) })),
    ).toThrow(expect.objectContaining({ code: 'TFM_TRACE_READ' }));
    expect(tf.getBackend()).toBe('cpu');
  });

  it('keeps unused inputs, returns inputs and constants, and drops what no output needs', async () => {
    const specs = { x: { shape: [2], dtype: 'float32' }, unused: { shape: [3], dtype: 'int32' } } as const;
    const program = traceProgram('plain', specs, ({ x }) => {
      tf.exp(x);
      const sum = tf.add(x, 1);
      return { sum, again: sum, same: x, constant: tf.scalar(7) };
    });
    expect(program.nodeCount).toBe(4);
    const session = await createSession(program, { threads: 1 });
    const outputs = await session.run(toTensors(program, { x: Float32Array.of(1, 2), unused: new Int32Array(3) }));
    expect(
      Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, Array.from(tensor.data as Float32Array)]),
      ),
    ).toEqual({ sum: [2, 3], again: [2, 3], same: [1, 2], constant: [7] });
    await expect(session.run({})).rejects.toMatchObject({ code: 'TFM_PROGRAM_INPUT', where: { option: 'x' } });
    await session.dispose();
  });

  it('refuses one name for an input and an output, and tensors from outside', () => {
    const specs = { x: { shape: [2], dtype: 'float32' } } as const;
    expect(() => traceProgram('clash', specs, ({ x }) => ({ x: tf.neg(x) }))).toThrow(
      expect.objectContaining({ code: 'TFM_TRACE_NAME' }),
    );
    const outside = tf.tensor1d([1, 2]);
    expect(() => traceProgram('foreign', specs, ({ x }) => ({ y: tf.add(x, outside) }))).toThrow(
      expect.objectContaining({ code: 'TFM_TRACE_FOREIGN' }),
    );
  });

  it('names the op, the shapes and the line where they do not fit', () => {
    const specs = { x: { shape: [2, 3], dtype: 'float32' }, y: { shape: [4, 5], dtype: 'float32' } } as const;
    const failing = () =>
      traceProgram('misfit', specs, ({ x, y }) => ({ z: tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D) }));
    expect(failing).toThrow(
      expect.objectContaining({
        code: 'TFM_TRACE_OP',
        message: expect.stringMatching(/matMul.*2,3.*4,5/s),
        where: { file: expect.stringContaining('trace-program.test.ts'), line: expect.any(Number) },
      }),
    );
    expect(() => traceProgram('misfit', specs, ({ x, y }) => ({ z: tf.add(x, y) }))).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/add failed.*2,3 and 4,5/s) }),
    );
  });

  it('names the kernel that it cannot trace', () => {
    expect(() =>
      traceProgram('fft', { x: { shape: [2, 2], dtype: 'float32' } }, ({ x }) => ({
        y: tf.real(tf.fft(tf.complex(x, x))),
      })),
    ).toThrow(expect.objectContaining({ code: 'TFM_TRACE_KERNEL', message: expect.stringContaining('Complex') }));
  });
});
