import * as tf from '@tensorflow/tfjs';
import { createRandom } from '@totalfm/core';
import { product } from '../../product.ts';
import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';

/** Kernels that count, and that draw by counting. */
export function registerCounting(): void {
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
    tools.reshape(
      histogram(tools.reshape(x, [1, product(x.shape)]), weights, { size: size as number, binary: false }, tools),
      [size as number],
    ),
  );
  registerTracedKernel('DenseBincount', ({ x, weights }, { size, binaryOutput }, tools) => {
    const rows = x.shape.length === 1 ? [1, x.shape[0]] : x.shape;
    return tools.reshape(
      histogram(tools.reshape(x, rows), weights, { size: size as number, binary: Boolean(binaryOutput) }, tools),
      [...x.shape.slice(0, -1), size as number],
    );
  });
  registerTracedKernel('Multinomial', ({ logits }, { numSamples, seed, normalized }, tools) => {
    const [batch, events] = logits.shape;
    const samples = numSamples as number;
    const chances = normalized
      ? logits
      : tools.emit('Softmax', [tools.name(logits)], { shape: logits.shape, dtype: 'float32' }, { axis: 1 });
    const sums = tools.emit('CumSum', [tools.name(chances), tools.name(tools.constant([1], [], 'int32'))], {
      shape: logits.shape,
      dtype: 'float32',
    });
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

/** Weighted counts of 0 … size − 1 in each row. */
function histogram(
  rows: TensorInfo,
  weights: TensorInfo,
  { size, binary }: { readonly size: number; readonly binary: boolean },
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
    return tools.emit(
      'ReduceMax',
      [tools.name(tools.cast(hits, 'float32'))],
      { shape: [count, size], dtype: 'float32' },
      {
        axes: [1],
        keepdims: 0,
      },
    );
  const weighted = tf.util.sizeFromShape(weights.shape) > 0;
  const terms = tools.cast(hits, weighted ? weights.dtype : 'float32');
  return tools.reduceSum(weighted ? tools.binary('Mul', terms, tools.reshape(weights, [count, length, 1])) : terms, [
    1,
  ]);
}
