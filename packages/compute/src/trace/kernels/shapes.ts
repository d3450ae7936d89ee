import * as tf from '@tensorflow/tfjs';
import { onnxType } from '../onnx-file.ts';
import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';

/** Backwards along some axes. */
export function reverse(x: TensorInfo, axes: readonly number[], { emit, name, ints }: KernelTools): TensorInfo {
  if (axes.length === 0) return x;
  const all = (value: number) => ints(axes.map(() => value));
  return emit('Slice', [name(x), all(-1), all(-0x7fffffff), ints(axes), all(-1)], x.shape, x.dtype);
}

export function concat(parts: readonly TensorInfo[], axis: number, { emit, name }: KernelTools): TensorInfo {
  const full = parts.filter(({ shape }) => !shape.includes(0));
  const shape = tf.backend_util.computeOutShape(
    parts.map((part) => part.shape),
    axis,
  );
  if (full.length === 1 && full[0].shape.join() === shape.join()) return full[0];
  return emit('Concat', full.map(name), shape, parts[0].dtype, { axis });
}

export function pad(
  x: TensorInfo,
  pads: ReadonlyArray<readonly [number, number]>,
  value: number,
  { emit, name, ints, scalar }: KernelTools,
): TensorInfo {
  if (pads.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = x.shape.map((n, axis) => n + pads[axis][0] + pads[axis][1]);
  return emit(
    'Pad',
    [name(x), ints([...pads.map(([before]) => before), ...pads.map(([, after]) => after)]), scalar(value, x.dtype)],
    shape,
    x.dtype,
  );
}

export function registerShapes(): void {
  registerTracedKernel('Reshape', ({ x }, { shape }, { reshape }) =>
    reshape(x, tf.util.inferFromImplicitShape(shape as number[], tf.util.sizeFromShape(x.shape))),
  );
  registerTracedKernel('ExpandDims', ({ input }, { dim }, { reshape }) => {
    const shape = input.shape.slice();
    const axis = dim as number;
    tf.util.assert(
      -(shape.length + 1) <= axis && axis <= shape.length,
      () => `Axis must be in the interval [${-(shape.length + 1)}, ${shape.length}]`,
    );
    shape.splice(axis < 0 ? axis + shape.length + 1 : axis, 0, 1);
    return reshape(input, shape);
  });
  registerTracedKernel('Transpose', ({ x }, { perm }, { transpose }) => transpose(x, perm as number[]));
  registerTracedKernel('Slice', ({ x }, { begin, size }, tools) => {
    const [from, extent] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin as number[], size as number[]);
    tf.slice_util.assertParamsValid(x as tf.Tensor, from, extent);
    return tools.slice(x, from, extent);
  });
  registerTracedKernel('StridedSlice', ({ x }, attrs, { name, emit, ints, reshape, known }) => {
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
      emit(
        'Slice',
        [name(x), ints(begin), ints(ends), ints(begin.map((_, axis) => axis)), ints(strides)],
        shape,
        x.dtype,
      ),
      finalShape,
    );
  });
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
  registerTracedKernel('Pack', (inputs, { axis }, { name, emit, reshape }) => {
    const parts = Object.values(inputs);
    const shape = parts[0].shape.slice();
    parts.forEach((part) => {
      tf.util.assertShapesMatch(part.shape, shape, 'All tensors passed to stack must have matching shapes');
      tf.util.assert(part.dtype === parts[0].dtype, () => 'All tensors passed to stack must have matching dtypes');
    });
    const dimension = (axis as number) < 0 ? (axis as number) + shape.length + 1 : (axis as number);
    const single = shape.slice();
    single.splice(dimension, 0, 1);
    shape.splice(dimension, 0, parts.length);
    return emit(
      'Concat',
      parts.map((part) => name(reshape(part, single))),
      shape,
      parts[0].dtype,
      { axis: dimension },
    );
  });
  registerTracedKernel('Concat', (inputs, { axis }, tools) => {
    const parts = Object.values(inputs);
    const [dimension] = tf.util.parseAxisParam(axis as number, parts[0].shape);
    tf.backend_util.assertParamsConsistent(
      parts.map((part) => part.shape),
      dimension,
    );
    return concat(parts, dimension, tools);
  });
  registerTracedKernel('PadV2', ({ x }, { paddings, constantValue }, tools) =>
    pad(x, paddings as Array<[number, number]>, constantValue as number, tools),
  );
  registerTracedKernel('MirrorPad', ({ x }, { paddings, mode }, { emit, name, constant }) => {
    // `reflect` leaves the border element out, `symmetric` repeats it.
    const skip = mode === 'reflect' ? 1 : 0;
    return (paddings as Array<[number, number]>).reduce((padded, [before, after], axis) => {
      if (before === 0 && after === 0) return padded;
      const n = x.shape[axis];
      const indices = Array.from({ length: before + n + after }, (_, i) =>
        i < before ? before - i - 1 + skip : i < before + n ? i - before : 2 * n - 1 - skip - (i - before),
      );
      const shape = padded.shape.map((length, other) => (other === axis ? indices.length : length));
      return emit('Gather', [name(padded), name(constant(indices, [indices.length], 'int32'))], shape, x.dtype, {
        axis,
      });
    }, x);
  });
  registerTracedKernel('Tile', ({ x }, { reps }, { name, emit, ints }) => {
    const counts = reps as number[];
    const shape = x.shape.map((n, axis) => n * counts[axis]);
    // Repeating axes of length 1 is a broadcast: Expand touches memory once.
    if (x.shape.every((n, axis) => n === 1 || counts[axis] === 1))
      return emit('Expand', [name(x), ints(shape)], shape, x.dtype);
    return emit('Tile', [name(x), ints(counts)], shape, x.dtype);
  });
  registerTracedKernel('BroadcastTo', ({ x }, { shape }, { expand }) => expand(x, shape as number[]));
  registerTracedKernel('Reverse', ({ x }, { dims }, tools) =>
    reverse(x, tf.util.parseAxisParam(dims as number[], x.shape), tools),
  );
  registerTracedKernel('FlipLeftRight', ({ image }, _attrs, tools) => reverse(image, [2], tools));
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
  registerTracedKernel('Cast', ({ x }, { dtype }, { cast }) => cast(x, dtype as tf.DataType));
  registerTracedKernel(
    'OneHot',
    ({ indices }, { depth, onValue, offValue, dtype }, { name, emit, ints, constant, cast, reshape }) => {
      const values = constant([offValue as number, onValue as number], [2], 'float32');
      const count = tf.util.sizeFromShape(indices.shape);
      // ONNX Runtime has OneHot from int64 indices to float only, and counts indices below 0 from the back; tfjs has no row for them.
      const wide = emit('Cast', [name(reshape(indices, [count]))], [count], 'int64' as tf.DataType, {
        to: onnxType('int64'),
      });
      const below = emit('Less', [name(reshape(indices, [count])), name(constant([0], [], 'int32'))], [count], 'bool');
      const safe = emit(
        'Where',
        [
          name(below),
          name(
            emit('Cast', [name(constant([depth as number], [], 'int32'))], [], 'int64' as tf.DataType, {
              to: onnxType('int64'),
            }),
          ),
          name(wide),
        ],
        [count],
        'int64' as tf.DataType,
      );
      const hot = emit(
        'OneHot',
        [name(safe), ints([depth as number]), name(values)],
        [count, depth as number],
        'float32',
        { axis: -1 },
      );
      return reshape(cast(hot, (dtype as tf.DataType | undefined) ?? 'float32'), [...indices.shape, depth as number]);
    },
  );
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
  registerTracedKernel('DepthToSpace', ({ x }, { blockSize, dataFormat }, { reshape, transpose }) => {
    const block = blockSize as number;
    const first = dataFormat === 'NCHW';
    const [batch, height, width, channels] = first ? [x.shape[0], x.shape[2], x.shape[3], x.shape[1]] : x.shape;
    const depth = channels / (block * block);
    if (first)
      return reshape(transpose(reshape(x, [batch, block, block, depth, height, width]), [0, 3, 4, 1, 5, 2]), [
        batch,
        depth,
        height * block,
        width * block,
      ]);
    return reshape(transpose(reshape(x, [batch, height, width, block, block, depth]), [0, 1, 3, 2, 4, 5]), [
      batch,
      height * block,
      width * block,
      depth,
    ]);
  });
  registerTracedKernel('BatchToSpaceND', ({ x }, { blockShape, crops }, tools) => {
    const block = blockShape as number[];
    const size = block.reduce((a, b) => a * b);
    const apart = tools.reshape(x, tf.backend_util.getReshaped(x.shape, block, size));
    const ordered = tools.transpose(apart, tf.backend_util.getPermuted(apart.shape.length, block.length));
    const whole = tools.reshape(ordered, tf.backend_util.getReshapedPermuted(x.shape, block, size));
    const begin = tf.backend_util.getSliceBeginCoords(crops as number[][], block.length);
    const extent = tf.backend_util.getSliceSize(whole.shape, crops as number[][], block.length);
    const rest = whole.shape.slice(extent.length);
    return tools.slice(whole, [...begin, ...rest.map(() => 0)].slice(0, whole.shape.length), [...extent, ...rest]);
  });
  registerTracedKernel('SpaceToBatchND', ({ x }, { blockShape, paddings }, tools) => {
    const block = blockShape as number[];
    const size = block.reduce((a, b) => a * b);
    const pads = x.shape.map((_, axis) =>
      axis >= 1 && axis <= block.length ? (paddings as Array<[number, number]>)[axis - 1] : ([0, 0] as const),
    );
    const padded = pad(x, pads, 0, tools);
    const apart = tools.reshape(padded, tf.backend_util.getReshaped(padded.shape, block, size, false));
    const ordered = tools.transpose(apart, tf.backend_util.getPermuted(apart.shape.length, block.length, false));
    return tools.reshape(ordered, tf.backend_util.getReshapedPermuted(padded.shape, block, size, false));
  });
}
