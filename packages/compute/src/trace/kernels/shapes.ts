import * as tf from '@tensorflow/tfjs';
import { onnxType } from '../onnx-file.ts';
import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';

function slice(x: TensorInfo, begin: readonly number[], size: readonly number[], { name, emit, ints, same }: KernelTools): TensorInfo {
  const axes = begin.flatMap((start, axis) => (start === 0 && size[axis] === x.shape[axis] ? [] : [axis]));
  if (axes.length === 0) return same(x);
  return emit('Slice', [name(x), ints(axes.map((axis) => begin[axis])), ints(axes.map((axis) => begin[axis] + size[axis])), ints(axes)], size, x.dtype);
}

export function registerShapes(): void {
  registerTracedKernel('Reshape', ({ x }, { shape }, { reshape }) => reshape(x, tf.util.inferFromImplicitShape(shape as number[], tf.util.sizeFromShape(x.shape))));
  registerTracedKernel('ExpandDims', ({ input }, { dim }, { reshape }) => {
    const shape = input.shape.slice();
    const axis = dim as number;
    shape.splice(axis < 0 ? axis + shape.length + 1 : axis, 0, 1);
    return reshape(input, shape);
  });
  registerTracedKernel('Transpose', ({ x }, { perm }, { name, emit, same }) => {
    const order = perm as number[];
    return order.every((axis, index) => axis === index) ? same(x) : emit('Transpose', [name(x)], order.map((axis) => x.shape[axis]), x.dtype, { perm: order });
  });
  registerTracedKernel('Slice', ({ x }, { begin, size }, tools) => {
    const [from, extent] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin as number[], size as number[]);
    return slice(x, from, extent, tools);
  });
  registerTracedKernel('StridedSlice', ({ x }, attrs, { name, emit, ints, reshape }) => {
    const masks = [attrs.beginMask, attrs.endMask, attrs.ellipsisMask, attrs.newAxisMask, attrs.shrinkAxisMask] as [number, number, number, number, number];
    const { begin, end, strides, finalShape } = tf.slice_util.sliceInfo([...x.shape], attrs.begin as number[], attrs.end as number[], attrs.strides as number[], ...masks);
    // A backward slice that runs to the first element ends at −1, which ONNX would count from the back.
    const ends = end.map((stop, axis) => (stop < 0 ? -(x.shape[axis] + 1) : stop));
    const sliced = emit('Slice', [name(x), ints(begin), ints(ends), ints(begin.map((_, axis) => axis)), ints(strides)], tf.slice_util.computeOutShape(begin, end, strides), x.dtype);
    return reshape(sliced, finalShape);
  });
  registerTracedKernel('SplitV', ({ x }, { numOrSizeSplits, axis }, tools) => {
    const [dimension] = tf.util.parseAxisParam(axis as number, x.shape);
    const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits as number | number[], dimension);
    let from = 0;
    return sizes.map((length) => {
      const begin = x.shape.map((_, index) => (index === dimension ? from : 0));
      from += length;
      return slice(x, begin, x.shape.map((n, index) => (index === dimension ? length : n)), tools);
    });
  });
  registerTracedKernel('Unpack', ({ value }, { axis }, tools) => {
    const [dimension] = tf.util.parseAxisParam(axis as number, value.shape);
    const rest = value.shape.filter((_, index) => index !== dimension);
    return Array.from({ length: value.shape[dimension] }, (_, from) => {
      const part = slice(value, value.shape.map((_n, index) => (index === dimension ? from : 0)), value.shape.map((n, index) => (index === dimension ? 1 : n)), tools);
      return tools.reshape(part, rest);
    });
  });
  registerTracedKernel('Pack', (inputs, { axis }, { name, emit, reshape }) => {
    const parts = Object.values(inputs);
    const shape = parts[0].shape.slice();
    const dimension = (axis as number) < 0 ? (axis as number) + shape.length + 1 : (axis as number);
    const single = shape.slice();
    single.splice(dimension, 0, 1);
    shape.splice(dimension, 0, parts.length);
    return emit('Concat', parts.map((part) => name(reshape(part, single))), shape, parts[0].dtype, { axis: dimension });
  });
  registerTracedKernel('Concat', (inputs, { axis }, { name, emit, same }) => {
    const parts = Object.values(inputs);
    if (parts.length === 1) return same(parts[0]);
    const [dimension] = tf.util.parseAxisParam(axis as number, parts[0].shape);
    const shape = tf.backend_util.computeOutShape(parts.map((part) => part.shape), dimension);
    return emit('Concat', parts.map(name), shape, parts[0].dtype, { axis: dimension });
  });
  registerTracedKernel('PadV2', ({ x }, { paddings, constantValue }, { name, emit, ints, scalar }) => {
    const pads = paddings as Array<[number, number]>;
    const shape = x.shape.map((n, axis) => n + pads[axis][0] + pads[axis][1]);
    return emit('Pad', [name(x), ints([...pads.map(([before]) => before), ...pads.map(([, after]) => after)]), scalar(constantValue as number, x.dtype)], shape, x.dtype);
  });
  registerTracedKernel('Tile', ({ x }, { reps }, { name, emit, ints }) => {
    const counts = reps as number[];
    const shape = x.shape.map((n, axis) => n * counts[axis]);
    // Repeating axes of length 1 is a broadcast: Expand touches memory once.
    if (x.shape.every((n, axis) => n === 1 || counts[axis] === 1)) return emit('Expand', [name(x), ints(shape)], shape, x.dtype);
    return emit('Tile', [name(x), ints(counts)], shape, x.dtype);
  });
  registerTracedKernel('BroadcastTo', ({ x }, { shape }, { name, emit, ints }) => emit('Expand', [name(x), ints(shape as number[])], shape as number[], x.dtype));
  registerTracedKernel('Fill', (_inputs, { shape, value, dtype }, { emit, scalar, ints }) => {
    const type = (dtype as tf.DataType | undefined) ?? 'float32';
    return emit('Expand', [scalar(value as number, type), ints(shape as number[])], shape as number[], type);
  });
  registerTracedKernel('Range', (_inputs, { start, stop, step, dtype }, { constant }) => {
    const values = Array.from({ length: Math.max(0, Math.ceil(((stop as number) - (start as number)) / (step as number))) }, (_, i) => (start as number) + i * (step as number));
    return constant(values, [values.length], (dtype as tf.DataType | undefined) ?? 'float32');
  });
  for (const [kernel, value] of [['ZerosLike', 0], ['OnesLike', 1]] as const) {
    registerTracedKernel(kernel, ({ x }, _attrs, { emit, scalar, ints }) => emit('Expand', [scalar(value, x.dtype), ints(x.shape)], x.shape, x.dtype));
  }
  registerTracedKernel('Cast', ({ x }, { dtype }, { name, emit, same }) =>
    x.dtype === dtype ? same(x) : emit('Cast', [name(x)], x.shape, dtype as tf.DataType, { to: onnxType(dtype as string) }));
  registerTracedKernel('OneHot', ({ indices }, { depth, onValue, offValue, dtype }, { name, emit, ints, constant }) => {
    const type = (dtype as tf.DataType | undefined) ?? 'float32';
    const values = constant([offValue as number, onValue as number], [2], 'float32');
    // ONNX Runtime has OneHot from int64 indices to float only.
    const wide = emit('Cast', [name(indices)], indices.shape, 'int64' as tf.DataType, { to: onnxType('int64') });
    const shape = [...indices.shape, depth as number];
    const hot = emit('OneHot', [name(wide), ints([depth as number]), name(values)], shape, 'float32', { axis: -1 });
    return type === 'float32' ? hot : emit('Cast', [name(hot)], shape, type, { to: onnxType(type) });
  });
}
