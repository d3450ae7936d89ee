import * as tf from '@tensorflow/tfjs';
import { product } from '../../product.ts';
import { onnxType } from '../onnx-file.ts';
import { isNaN } from './conditions.ts';
import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';

const reductions: ReadonlyArray<readonly [kernel: string, op: string]> = [
  ['Sum', 'ReduceSum'],
  ['Mean', 'ReduceMean'],
  ['Max', 'ReduceMax'],
  ['Min', 'ReduceMin'],
  ['Prod', 'ReduceProd'],
];

export function registerReductions(): void {
  registerSums();
  registerTruths();
  registerPlaces();
  registerTracedKernel('Softmax', ({ logits }, { dim }, { name, emit, cast }) =>
    emit(
      'Softmax',
      [name(cast(logits, 'float32'))],
      { shape: logits.shape, dtype: 'float32' },
      { axis: dim as number },
    ),
  );
  registerTracedKernel('LogSoftmax', ({ logits }, { axis }, { name, emit, cast }) =>
    emit(
      'LogSoftmax',
      [name(cast(logits, 'float32'))],
      { shape: logits.shape, dtype: 'float32' },
      { axis: axis as number },
    ),
  );
}

/** Sums, means, products and extremes. */
function registerSums(): void {
  for (const [kernel, op] of reductions) {
    registerTracedKernel(kernel, ({ x }, attrs, tools) => {
      // tfjs's Max passes `reductionIndices`, the others `axis`.
      const axes = tf.util.parseAxisParam((attrs.axis ?? attrs.reductionIndices) as number | number[], x.shape);
      const over = { axes, keepDims: Boolean(attrs.keepDims) };
      if (kernel === 'Mean') return reduce(op, tools.cast(x, 'float32'), over, tools);
      if (x.dtype === 'bool') {
        const reduced = reduce(op, tools.cast(x, 'int32'), over, tools);
        return kernel === 'Max' || kernel === 'Min' ? tools.cast(reduced, 'bool') : reduced;
      }
      const reduced = reduce(op, x, over, tools);
      if (tools.strict || x.dtype !== 'float32' || (kernel !== 'Max' && kernel !== 'Min')) return reduced;
      // ONNX Runtime's extremes pass over NaN. A compiled program keeps that, which is one pass less.
      const spoilt = reduce('ReduceMax', tools.cast(isNaN(x, tools), 'int32'), over, tools);
      return tools.where(tools.cast(spoilt, 'bool'), tools.number(NaN), reduced);
    });
  }
}

function registerTruths(): void {
  for (const [kernel, op] of [
    ['All', 'ReduceMin'],
    ['Any', 'ReduceMax'],
  ] as const) {
    registerTracedKernel(kernel, ({ x }, { axis, keepDims }, tools) =>
      tools.cast(
        reduce(
          op,
          tools.cast(x, 'int32'),
          { axes: tf.util.parseAxisParam(axis as number[], x.shape), keepDims: Boolean(keepDims) },
          tools,
        ),
        'bool',
      ),
    );
  }
}

/** Where extremes are. */
function registerPlaces(): void {
  for (const kernel of ['ArgMax', 'ArgMin']) {
    registerTracedKernel(kernel, ({ x }, { axis }, tools) => {
      const [dimension] = tf.util.parseAxisParam(axis as number, x.shape);
      const shape = x.shape.filter((_, index) => index !== dimension);
      const numbers = x.dtype === 'bool' ? tools.cast(x, 'int32') : x;
      const worst = tools.number(kernel === 'ArgMax' ? -Infinity : Infinity);
      const clean = tools.strict || x.dtype !== 'float32' ? numbers : tools.where(isNaN(x, tools), worst, x);
      return tools.emit(
        'Cast',
        [
          tools.name(
            tools.emit(
              kernel,
              [tools.name(clean)],
              { shape, dtype: 'int64' as tf.DataType },
              { axis: dimension, keepdims: 0 },
            ),
          ),
        ],
        { shape, dtype: 'int32' },
        { to: onnxType('int32') },
      );
    });
  }
}

interface Axes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** A sum over this many rows is a product with ones. */
const MANY_ROWS = 256;

function reduce(
  op: string,
  x: TensorInfo,
  { axes, keepDims }: Axes,
  { strict, name, emit, ints, number, expand, reshape }: KernelTools,
): TensorInfo {
  if (axes.length === 0) return x;
  const [reduced, summed] = tf.backend_util.computeOutAndReduceShapes(x.shape, [...axes]);
  const shape = keepDims ? tf.backend_util.expandShapeToKeepDim(reduced, [...axes]) : reduced;
  const [rows, columns] = [product(summed), product(reduced)];
  if (
    strict &&
    op === 'ReduceSum' &&
    x.dtype === 'float32' &&
    axes.every((axis, index) => axis === index) &&
    rows >= MANY_ROWS &&
    columns > 1
  ) {
    // Gradients of biases and gains: ReduceSum walks down the columns, and took twice as long.
    return reshape(
      emit('MatMul', [name(expand(number(1), [1, rows])), name(reshape(x, [rows, columns]))], {
        shape: [1, columns],
        dtype: 'float32',
      }),
      shape,
    );
  }
  const keepdims = keepDims ? 1 : 0;
  // Only ReduceSum takes its axes as an input in opset 17.
  return op === 'ReduceSum'
    ? emit(op, [name(x), ints(axes)], { shape, dtype: x.dtype }, { keepdims })
    : emit(op, [name(x)], { shape, dtype: x.dtype }, { axes, keepdims });
}
