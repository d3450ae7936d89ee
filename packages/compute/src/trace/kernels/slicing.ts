import * as tf from '@tensorflow/tfjs';
import { registerTracedKernel, type KernelTools, type TensorInfo, type Trace } from './register.ts';

/** Backwards along some axes. */
export function reverse(x: TensorInfo, axes: readonly number[], { emit, name, ints }: KernelTools): TensorInfo {
  if (axes.length === 0) return x;
  const all = (value: number) => ints(axes.map(() => value));
  return emit('Slice', [name(x), all(-1), all(-0x7fffffff), ints(axes), all(-1)], x);
}

/** Kernels that take parts of a tensor. */
export function registerSlicing(): void {
  registerTracedKernel('Slice', ({ x }, { begin, size }, tools) => {
    const [from, extent] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin as number[], size as number[]);
    tf.slice_util.assertParamsValid(x as tf.Tensor, from, extent);
    return tools.slice(x, from, extent);
  });
  registerTracedKernel('StridedSlice', stridedSlice);
  registerTracedKernel('SplitV', ({ x }, { numOrSizeSplits, axis }, tools) => {
    const [dimension] = tf.util.parseAxisParam(axis as number, x.shape);
    const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits as number | number[], dimension);
    let from = 0;
    return sizes.map((length) => {
      const begin = x.shape.map((_, index) => (index === dimension ? from : 0));
      from += length;
      return tools.slice(
        x,
        begin,
        x.shape.map((n, index) => (index === dimension ? length : n)),
      );
    });
  });
  registerTracedKernel('Unpack', ({ value }, { axis }, tools) => {
    const [dimension] = tf.util.parseAxisParam(axis as number, value.shape);
    const rest = value.shape.filter((_, index) => index !== dimension);
    return Array.from({ length: value.shape[dimension] }, (_, from) => {
      const part = tools.slice(
        value,
        value.shape.map((_n, index) => (index === dimension ? from : 0)),
        value.shape.map((n, index) => (index === dimension ? 1 : n)),
      );
      return tools.reshape(part, rest);
    });
  });
  registerTracedKernel('Reverse', ({ x }, { dims }, tools) =>
    reverse(x, tf.util.parseAxisParam(dims as number[], x.shape), tools),
  );
  registerTracedKernel('FlipLeftRight', ({ image }, _attrs, tools) => reverse(image, [2], tools));
}

const stridedSlice: Trace = ({ x }, attrs, { name, emit, ints, reshape, known }) => {
  const masks = [attrs.beginMask, attrs.endMask, attrs.ellipsisMask, attrs.newAxisMask, attrs.shrinkAxisMask] as [
    number,
    number,
    number,
    number,
    number,
  ];
  const { begin, end, strides, finalShape } = tf.slice_util.sliceInfo(
    [...x.shape],
    attrs.begin as number[],
    attrs.end as number[],
    attrs.strides as number[],
    ...masks,
  );
  const shape = tf.slice_util.computeOutShape(begin, end, strides);
  if (shape.some((n) => n <= 0))
    return known(
      [],
      finalShape.map((n) => Math.max(0, n)),
      x.dtype,
    );
  // A backward slice that runs to the first element ends at −1, which ONNX would count from the back.
  const ends = end.map((stop, axis) => (stop < 0 ? -(x.shape[axis] + 1) : stop));
  return reshape(
    emit('Slice', [name(x), ints(begin), ints(ends), ints(begin.map((_, axis) => axis)), ints(strides)], {
      shape,
      dtype: x.dtype,
    }),
    finalShape,
  );
};
