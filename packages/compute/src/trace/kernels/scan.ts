import * as tf from '@tensorflow/tfjs';
import { pad } from './padding.ts';
import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';
import { reverse } from './slicing.ts';

/** Kernels along an axis. */
export function registerScan(): void {
  registerTracedKernel('Cumsum', ({ x }, { axis, exclusive, reverse: backwards }, { emit, name, constant, cast }) => {
    const [dimension] = tf.util.parseAxisParam(axis as number, x.shape);
    const numbers = x.dtype === 'bool' ? cast(x, 'int32') : x;
    return emit(
      'CumSum',
      [name(numbers), name(constant([dimension], [], 'int32'))],
      { shape: x.shape, dtype: numbers.dtype },
      {
        exclusive: exclusive ? 1 : 0,
        reverse: backwards ? 1 : 0,
      },
    );
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
