import * as tf from '@tensorflow/tfjs';
import { createRandom, type Tensors } from '@totalfm/core';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { toTensors } from '../../engine-tensors.ts';
import { depthwiseConv3d } from '../../ops/depthwise-conv3d.ts';
import { traceProgram } from '../trace-program.ts';

beforeAll(() => tf.setBackend('cpu'));

const inputs = {
  a: { shape: [3, 4], dtype: 'float32' },
  b: { shape: [3, 4], dtype: 'float32' },
  row: { shape: [4], dtype: 'float32' },
  cube: { shape: [2, 3, 4], dtype: 'float32' },
  positive: { shape: [3, 4], dtype: 'float32' },
  bits: { shape: [8192], dtype: 'float32' },
  ids: { shape: [5], dtype: 'int32' },
  counts: { shape: [3, 4], dtype: 'int32' },
} as const;

/** Every kernel that can be traced, on random tensors. Ops with a gradient in tfjs give it as well. */
const ops: Readonly<Record<string, (t: Tensors) => tf.Tensor>> = {
  Add: ({ a, row }) => tf.add(a, row),
  Sub: ({ row, a }) => tf.sub(row, a),
  Multiply: ({ a, row }) => tf.mul(a, row),
  RealDiv: ({ a, positive }) => tf.div(a, positive),
  Maximum: ({ a, b }) => tf.maximum(a, b),
  Minimum: ({ a, b }) => tf.minimum(a, b),
  Pow: ({ positive, b }) => tf.pow(positive, b),
  SquaredDifference: ({ a, b }) => tf.squaredDifference(a, b),
  AddN: ({ a, b, positive }) => tf.addN([a, b, positive]),
  Neg: ({ a }) => tf.neg(a),
  Exp: ({ a }) => tf.exp(a),
  Expm1: ({ a }) => tf.expm1(a),
  Log: ({ positive }) => tf.log(positive),
  Log1p: ({ positive }) => tf.log1p(positive),
  Sqrt: ({ positive }) => tf.sqrt(positive),
  Rsqrt: ({ positive }) => tf.rsqrt(positive),
  Square: ({ a }) => tf.square(a),
  Abs: ({ a }) => tf.abs(a),
  Sign: ({ a }) => tf.sign(a),
  Tanh: ({ a }) => tf.tanh(a),
  Erf: ({ a }) => tf.erf(a),
  Relu: ({ a }) => tf.relu(a),
  LeakyRelu: ({ a }) => tf.leakyRelu(a, 0.1),
  Sigmoid: ({ a }) => tf.sigmoid(a),
  Softplus: ({ a }) => tf.softplus(a),
  Reciprocal: ({ positive }) => tf.reciprocal(positive),
  Sin: ({ a }) => tf.sin(a),
  Cos: ({ a }) => tf.cos(a),
  Floor: ({ a }) => tf.floor(a),
  Ceil: ({ a }) => tf.ceil(a),
  Round: ({ a }) => tf.round(a),
  Step: ({ a }) => tf.step(a, 0.3),
  ClipByValue: ({ a }) => tf.clipByValue(a, -0.5, 0.7),
  Greater: ({ a, b }) => tf.greater(a, b),
  GreaterEqual: ({ a, b }) => tf.greaterEqual(a, b),
  Less: ({ a, row }) => tf.less(a, row),
  LessEqual: ({ a, b }) => tf.lessEqual(a, b),
  Equal: ({ counts }) => tf.equal(counts, 2),
  NotEqual: ({ counts }) => tf.notEqual(counts, 2),
  LogicalAnd: ({ a, b }) => tf.logicalAnd(tf.greater(a, 0), tf.greater(b, 0)),
  LogicalOr: ({ a, b }) => tf.logicalOr(tf.greater(a, 0), tf.greater(b, 0)),
  LogicalXor: ({ a, b }) => tf.logicalXor(tf.greater(a, 0), tf.greater(b, 0)),
  LogicalNot: ({ a }) => tf.logicalNot(tf.greater(a, 0)),
  Select: ({ a, b, counts }) => tf.where(tf.greater(counts, 1), a, tf.mul(b, 2)),
  Cast: ({ counts }) => tf.cast(counts, 'float32'),
  CastToInt: ({ a }) => tf.cast(tf.greater(a, 0), 'int32'),
  Sum: ({ cube }) => tf.sum(cube, [0, 2]),
  SumAll: ({ cube }) => tf.sum(cube),
  SumKept: ({ cube }) => tf.sum(cube, -1, true),
  SumInt: ({ counts }) => tf.sum(counts, 1),
  Mean: ({ cube }) => tf.mean(cube, 1),
  Max: ({ cube }) => tf.max(cube, 2),
  MaxTwo: ({ cube }) => tf.max(cube, [0, 1]),
  Min: ({ cube }) => tf.min(cube, 1, true),
  Prod: ({ cube }) => tf.prod(cube, 1),
  ArgMax: ({ cube }) => tf.argMax(cube, 1),
  ArgMin: ({ cube }) => tf.argMin(cube, -1),
  Softmax: ({ cube }) => tf.softmax(cube),
  LogSoftmax: ({ cube }) => tf.logSoftmax(cube),
  LogSumExp: ({ cube }) => tf.logSumExp(cube, -1),
  MatMul: ({ a, b }) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, false, true),
  MatMulPlain: ({ cube }) => tf.matMul(cube, tf.transpose(cube, [0, 2, 1])),
  MatMulLeft: ({ a, b }) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, true, false),
  BatchedLeft: ({ cube }) => tf.matMul(cube, cube, true, false),
  Einsum: ({ a, b }) => tf.einsum('ij,kj->ik', a, b),
  DepthwiseConv3d: ({ cube, a }) =>
    depthwiseConv3d(tf.reshape(cube, [2, 2, 3, 1, 2]), tf.reshape(a, [3, 2, 1, 2, 1]), {
      before: [2, 1, 0],
      after: [0, 0, 0],
    }),
  Transpose: ({ cube }) => tf.transpose(cube, [2, 0, 1]),
  Reshape: ({ cube }) => tf.reshape(cube, [4, -1]),
  ExpandDims: ({ a }) => tf.expandDims(a, -2),
  Squeeze: ({ row }) => tf.squeeze(tf.expandDims(row, 0)),
  Slice: ({ cube }) => tf.slice(cube, [0, 1, 1], [2, 2, -1]),
  StridedSlice: ({ cube }) => tf.stridedSlice(cube, [0, 2, 0], [2, 0, 4], [1, -1, 2]),
  StridedSliceToStart: ({ cube }) => tf.stridedSlice(cube, [0, -1, 1], [2, 0, 3], [1, -2, 1], 0, 2),
  Concat: ({ a, b, row }) => tf.concat([a, b, tf.expandDims(row, 0)], 0),
  Pack: ({ a, b }) => tf.stack([a, b], 1),
  Unpack: ({ cube }) => tf.unstack(cube, 1)[2],
  Split: ({ cube }) => tf.split(cube, [1, 3], 2)[1],
  PadV2: ({ a }) =>
    tf.pad(
      a,
      [
        [1, 0],
        [2, 1],
      ],
      0.5,
    ),
  Tile: ({ a }) => tf.tile(a, [2, 3]),
  TileRow: ({ row }) => tf.tile(tf.expandDims(row, 0), [3, 1]),
  BroadcastTo: ({ row }) => tf.broadcastTo(row, [3, 4]),
  Fill: ({ a }) => tf.add(a, tf.fill([3, 4], 2)),
  Range: ({ row }) => tf.mul(row, tf.range(0, 4)),
  ZerosLike: ({ a }) => tf.add(a, tf.zerosLike(a)),
  OnesLike: ({ a }) => tf.add(a, tf.onesLike(a)),
  Identity: ({ a }) => tf.clone(a),
  OneHot: ({ ids }) => tf.oneHot(ids as tf.Tensor1D, 4),
  OneHotFloat: ({ ids }) => tf.oneHot(ids as tf.Tensor1D, 4, 2, -1, 'float32'),
  Gather: ({ a, ids }) => tf.gather(a, tf.minimum(ids, tf.scalar(2, 'int32')).toInt() as tf.Tensor1D),
  GatherColumns: ({ cube, ids }) => tf.gather(cube, ids as tf.Tensor1D, 2),
  // Above rank 6, as in cutting a volume into patches.
  TransposeRank13: ({ bits }) =>
    tf.mul(
      tf.reshape(
        tf.transpose(tf.reshape(bits, new Array<number>(13).fill(2)), [12, 0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11]),
        [128, 64],
      ),
      tf.range(0, 64),
    ),
};

const random = createRandom(5);
const feeds = Object.fromEntries(
  Object.entries(inputs).map(([name, { shape, dtype }]) => {
    const length = shape.reduce((a: number, b) => a * b, 1);
    if (dtype === 'int32') return [name, Int32Array.from({ length }, () => random.integer(4))];
    return [
      name,
      Float32Array.from({ length }, () => (name === 'positive' ? random.uniform(0.3, 2) : random.uniform(-1.5, 1.5))),
    ];
  }),
);
const variables = Object.entries(inputs).flatMap(([name, { dtype }]) => (dtype === 'float32' ? [name] : []));
/** Where tfjs has no gradient, or (Prod) has one that needs a kernel which is not traced. */
const withoutGradient = new Set([
  'Prod',
  'StridedSlice',
  'StridedSliceToStart',
  'Einsum',
  'ArgMax',
  'ArgMin',
  'OneHot',
  'OneHotFloat',
  'Cast',
  'CastToInt',
  'SumInt',
  'MaxTwo',
  ...[
    'Greater',
    'GreaterEqual',
    'Less',
    'LessEqual',
    'Equal',
    'NotEqual',
    'LogicalAnd',
    'LogicalOr',
    'LogicalXor',
    'LogicalNot',
  ],
]);

/** Results of every op, and the gradients of their weighted sums by the inputs that they use. */
function results(tensors: Tensors): Record<string, tf.Tensor> {
  const all: Record<string, tf.Tensor> = {};
  for (const [name, op] of Object.entries(ops)) {
    const result = op(tensors);
    all[name] = result.dtype === 'bool' ? tf.cast(result, 'int32') : result;
    if (withoutGradient.has(name)) continue;
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
    const used = variables.filter((variable) => new RegExp(`\\b${variable}\\b`).test(op.toString()));
    const gradients = tf.grads((...values: tf.Tensor[]) =>
      weigh(op({ ...tensors, ...Object.fromEntries(used.map((variable, i) => [variable, values[i]])) })),
    )(used.map((variable) => tensors[variable]));
    used.forEach((variable, i) => {
      all[`${name}/${variable}`] = gradients[i];
    });
  }
  return all;
}

describe('traced kernels', () => {
  it.each(['disabled', 'basic', 'extended', 'all'] as const)(
    'equal the cpu backend, forward and backward, at optimisation level %s',
    async (graphOptimizationLevel) => {
      const expected = tf.tidy(() => {
        const tensors = Object.fromEntries(
          Object.entries(inputs).map(([name, { shape, dtype }]) => [name, tf.tensor(feeds[name], [...shape], dtype)]),
        );
        return Object.fromEntries(
          Object.entries(results(tensors)).map(([name, tensor]) => [
            name,
            { shape: tensor.shape, dtype: tensor.dtype, data: Array.from(tensor.dataSync()) },
          ]),
        );
      });
      const program = traceProgram('kernels', inputs, results);
      const session = await ort.InferenceSession.create(program.onnx, {
        graphOptimizationLevel,
        intraOpNumThreads: 1,
        logSeverityLevel: 3,
      });
      const outputs = await session.run(toTensors(program, feeds));
      for (const [name, { shape, dtype, data }] of Object.entries(expected)) {
        const actual = outputs[name];
        expect({ name, shape: actual.dims, dtype: actual.type }).toEqual({ name, shape, dtype });
        const worst = data.reduce(
          (most, value, i) => Math.max(most, Math.abs(value - Number(actual.data[i])) / (1 + Math.abs(value))),
          0,
        );
        expect(worst, name).toBeLessThan(2e-5);
      }
      await session.release();
    },
  );
});
