import * as tf from '@tensorflow/tfjs';
import { onnxType } from '../onnx-file.ts';
import { registerTracedKernel, type Trace } from './register.ts';

/** Kernels whose values follow from numbers rather than from tensors. */
export function registerFilling(): void {
  registerTracedKernel('Fill', (_inputs, { shape, value, dtype }, { number, expand, known }) => {
    const type = (dtype as tf.DataType | undefined) ?? tf.util.inferDtype(value as number);
    return (shape as number[]).length === 0
      ? known([value as number], [], type)
      : expand(number(value as number, type), shape as number[]);
  });
  registerTracedKernel('Range', (_inputs, { start, stop, step, dtype }, { known }) => {
    const [from, to, by] = [start as number, stop as number, step as number];
    // A step in the wrong direction counts as 1, as in tfjs.
    const stride = to < from && by === 1 ? -1 : by;
    const values = Array.from({ length: Math.max(0, Math.ceil((to - from) / stride)) }, (_, i) => from + i * stride);
    return known(values, [values.length], (dtype as tf.DataType | undefined) ?? 'float32');
  });
  registerTracedKernel('LinSpace', (_inputs, { start, stop, num }, { known }) => {
    const [from, to, count] = [start as number, stop as number, num as number];
    return known(
      Array.from({ length: count }, (_, i) => (count === 1 ? from : from + (i * (to - from)) / (count - 1))),
      [count],
      'float32',
    );
  });
  for (const [kernel, value] of [
    ['ZerosLike', 0],
    ['OnesLike', 1],
  ] as const) {
    registerTracedKernel(kernel, ({ x }, _attrs, { number, expand, known }) =>
      x.shape.length === 0 ? known([value], [], x.dtype) : expand(number(value, x.dtype), x.shape),
    );
  }
  registerTracedKernel('OneHot', oneHot);
  registerTracedKernel('Diag', ({ x }, _attrs, tools) => {
    const n = tf.util.sizeFromShape(x.shape);
    const identity = tools.constant(
      Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
      [n, n],
      'float32',
    );
    const rows = tools.where(tools.cast(identity, 'bool'), tools.reshape(x, [1, n]), tools.number(0, x.dtype));
    return tools.reshape(rows, [...x.shape, ...x.shape]);
  });
}

const oneHot: Trace = (
  { indices },
  { depth, onValue, offValue, dtype },
  { name, emit, ints, constant, cast, reshape },
) => {
  const values = constant([offValue as number, onValue as number], [2], 'float32');
  const count = tf.util.sizeFromShape(indices.shape);
  // ONNX Runtime has OneHot from int64 indices to float only, and counts indices below 0 from the back; tfjs has no row for them.
  const wide = emit(
    'Cast',
    [name(reshape(indices, [count]))],
    { shape: [count], dtype: 'int64' as tf.DataType },
    {
      to: onnxType('int64'),
    },
  );
  const below = emit('Less', [name(reshape(indices, [count])), name(constant([0], [], 'int32'))], {
    shape: [count],
    dtype: 'bool',
  });
  const safe = emit(
    'Where',
    [
      name(below),
      name(
        emit(
          'Cast',
          [name(constant([depth as number], [], 'int32'))],
          { shape: [], dtype: 'int64' as tf.DataType },
          {
            to: onnxType('int64'),
          },
        ),
      ),
      name(wide),
    ],
    { shape: [count], dtype: 'int64' as tf.DataType },
  );
  const hot = emit(
    'OneHot',
    [name(safe), ints([depth as number]), name(values)],
    { shape: [count, depth as number], dtype: 'float32' },
    { axis: -1 },
  );
  return reshape(cast(hot, (dtype as tf.DataType | undefined) ?? 'float32'), [...indices.shape, depth as number]);
};
