import * as tf from '@tensorflow/tfjs';
import { createRandom } from '@totalfm/core';
import { product } from '../../product.ts';
import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';
import { pad, reverse } from './shapes.ts';

/** Kernels along an axis, and those that count. */
export function registerScan(): void {
  registerTracedKernel('Cumsum', ({ x }, { axis, exclusive, reverse: backwards }, { emit, name, constant, cast }) => {
    const [dimension] = tf.util.parseAxisParam(axis as number, x.shape);
    const numbers = x.dtype === 'bool' ? cast(x, 'int32') : x;
    return emit('CumSum', [name(numbers), name(constant([dimension], [], 'int32'))], x.shape, numbers.dtype, {
      exclusive: exclusive ? 1 : 0,
      reverse: backwards ? 1 : 0,
    });
  });
  registerTracedKernel('Cumprod', ({ x }, { axis, exclusive, reverse: backwards }, tools) => {
    const [dimension] = tf.util.parseAxisParam(axis as number, x.shape);
    const along = (y: TensorInfo) => (backwards ? reverse(y, [dimension], tools) : y);
    let result = along(x.dtype === 'bool' ? tools.cast(x, 'int32') : x);
    if (exclusive) result = shifted(result, dimension, 1, tools);
    // Hillis and Steele (1986): after step k, each element holds the product of the 2^k elements up to it.
    for (let by = 1; by < x.shape[dimension]; by *= 2)
      result = tools.binary('Mul', result, shifted(result, dimension, by, tools));
    return along(result);
  });
  registerTracedKernel('TopK', ({ x }, { k }, { emitMany, name, cast, ints, reshape, known }) => {
    const count = k as number;
    const shape = [...x.shape.slice(0, -1), count];
    if (count === 0) return [known([], shape, x.dtype), known([], shape, 'int32')];
    const axis = x.shape.length - 1;
    const numbers = x.dtype === 'bool' ? cast(x, 'int32') : x;
    const [values, indices] = emitMany(
      'TopK',
      [name(numbers), ints([count])],
      [
        { shape, dtype: numbers.dtype },
        { shape, dtype: 'int64' as tf.DataType },
      ],
      { axis, largest: 1, sorted: 1 },
    );
    return [reshape(cast(values, x.dtype), shape), cast(indices, 'int32')];
  });
  registerTracedKernel('SearchSorted', ({ sortedSequence, values }, { side }, tools) => {
    const [batch, length] = sortedSequence.shape;
    const count = values.shape[1];
    const before = tools.binary(
      side === 'left' ? 'Less' : 'LessOrEqual',
      tools.reshape(sortedSequence, [batch, 1, length]),
      tools.reshape(values, [batch, count, 1]),
      'bool',
    );
    return tools.reduceSum(tools.cast(before, 'int32'), [2]);
  });
  registerTracedKernel('Bincount', ({ x, weights }, { size }, tools) =>
    tools.reshape(histogram(tools.reshape(x, [1, product(x.shape)]), weights, size as number, false, tools), [
      size as number,
    ]),
  );
  registerTracedKernel('DenseBincount', ({ x, weights }, { size, binaryOutput }, tools) => {
    const rows = x.shape.length === 1 ? [1, x.shape[0]] : x.shape;
    return tools.reshape(histogram(tools.reshape(x, rows), weights, size as number, Boolean(binaryOutput), tools), [
      ...x.shape.slice(0, -1),
      size as number,
    ]);
  });
  registerTracedKernel('Multinomial', ({ logits }, { numSamples, seed, normalized }, tools) => {
    const [batch, events] = logits.shape;
    const samples = numSamples as number;
    const chances = normalized
      ? logits
      : tools.emit('Softmax', [tools.name(logits)], logits.shape, 'float32', { axis: 1 });
    const sums = tools.emit(
      'CumSum',
      [tools.name(chances), tools.name(tools.constant([1], [], 'int32'))],
      logits.shape,
      'float32',
    );
    const random = createRandom(Math.abs(Math.trunc(seed as number)));
    const draws = tools.constant(
      Float32Array.from({ length: batch * samples }, () => random.next()),
      [batch, samples, 1],
      'float32',
    );
    // The last event takes what is left.
    const bounds = tools.reshape(tools.slice(sums, [0, 0], [batch, events - 1]), [batch, 1, events - 1]);
    return tools.reduceSum(tools.cast(tools.binary('GreaterOrEqual', draws, bounds, 'bool'), 'int32'), [2]);
  });
}

/** Moved towards the end of an axis; ones come in. */
function shifted(x: TensorInfo, axis: number, by: number, tools: KernelTools): TensorInfo {
  const kept = tools.slice(
    x,
    x.shape.map(() => 0),
    x.shape.map((n, other) => (other === axis ? n - by : n)),
  );
  return pad(
    kept,
    x.shape.map((_, other) => (other === axis ? ([by, 0] as const) : ([0, 0] as const))),
    1,
    tools,
  );
}

/** Weighted counts of 0 … size − 1 in each row. */
function histogram(
  rows: TensorInfo,
  weights: TensorInfo,
  size: number,
  binary: boolean,
  tools: KernelTools,
): TensorInfo {
  const [count, length] = rows.shape;
  const bins = tools.constant(
    Array.from({ length: size }, (_, bin) => bin),
    [1, 1, size],
    'int32',
  );
  const hits = tools.binary('Equal', tools.cast(tools.reshape(rows, [count, length, 1]), 'int32'), bins, 'bool');
  if (binary)
    return tools.emit('ReduceMax', [tools.name(tools.cast(hits, 'float32'))], [count, size], 'float32', {
      axes: [1],
      keepdims: 0,
    });
  const weighted = tf.util.sizeFromShape(weights.shape) > 0;
  const terms = tools.cast(hits, weighted ? weights.dtype : 'float32');
  return tools.reduceSum(weighted ? tools.binary('Mul', terms, tools.reshape(weights, [count, length, 1])) : terms, [
    1,
  ]);
}
