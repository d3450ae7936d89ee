import * as tf from '@tensorflow/tfjs';
import { onnxType } from '../onnx-file.ts';
import { registerTracedKernel, type KernelTools, type TensorInfo, type Trace } from './register.ts';
import { product } from '../../product.ts';

/** Adds the rows of `updates` [count, width] up by id → [rows, width]. ScatterElements runs on one thread: the order of the sum is fixed. */
export function scatterRows(
  ids: TensorInfo,
  updates: TensorInfo,
  rows: number,
  { name, emit, ints, scalar, reshape }: KernelTools,
): TensorInfo {
  const [count, width] = updates.shape;
  const zeros = emit('Expand', [scalar(0, updates.dtype), ints([rows, width])], {
    shape: [rows, width],
    dtype: updates.dtype,
  });
  const indices = emit('Expand', [name(reshape(ids, [count, 1])), ints([count, width])], {
    shape: [count, width],
    dtype: 'int32',
  });
  return emit(
    'ScatterElements',
    [name(zeros), name(indices), name(updates)],
    { shape: [rows, width], dtype: updates.dtype },
    {
      axis: 0,
      reduction: 'add',
    },
  );
}

export function registerGather(): void {
  registerTracedKernel('GatherV2', gather);
  // The gradient of gather.
  registerTracedKernel('UnsortedSegmentSum', ({ x, segmentIds }, { numSegments }, tools) => {
    const rest = x.shape.slice(segmentIds.shape.length);
    const [count, width] = [product(segmentIds.shape), product(rest)];
    // Ids below 0 belong to no segment: their rows go to one more, which is cut off.
    const last = numSegments as number;
    const ids = tools.where(
      tools.binary('Less', segmentIds, tools.number(0, 'int32'), 'bool'),
      tools.number(last, 'int32'),
      segmentIds,
    );
    const sums = scatterRows(ids, tools.reshape(x, [count, width]), last + 1, tools);
    return tools.reshape(tools.slice(sums, [0, 0], [last, width]), [last, ...rest]);
  });
  registerTracedKernel('GatherNd', ({ params, indices }, _attrs, tools) => {
    const [shape] = tf.backend_util.prepareAndValidate(params as tf.Tensor, indices as tf.Tensor);
    return tools.emit('GatherND', [tools.name(params), wide(indices, tools)], { shape, dtype: params.dtype });
  });
  registerTracedKernel('ScatterNd', ({ indices, updates }, { shape }, tools) => {
    tf.scatter_util.validateInput(updates as tf.Tensor, indices as tf.Tensor, shape as number[]);
    return scatterNd(zeros(shape as number[], updates.dtype, tools), { indices, updates, reduction: 'add' }, tools);
  });
  registerTracedKernel('TensorScatterUpdate', ({ tensor, indices, updates }, _attrs, tools) =>
    scatterNd(tensor, { indices, updates }, tools),
  );
  registerTracedKernel('SparseToDense', ({ sparseIndices, sparseValues, defaultValue }, { outputShape }, tools) => {
    const shape = outputShape as number[];
    const count = sparseIndices.shape.length > 0 ? sparseIndices.shape[0] : 1;
    const depth = sparseIndices.shape.length === 2 ? sparseIndices.shape[1] : 1;
    const values = tools.expand(tools.reshape(sparseValues, [product(sparseValues.shape)]), [count]);
    const background = tools.expand(tools.reshape(defaultValue, []), shape);
    return scatterNd(background, { indices: tools.reshape(sparseIndices, [count, depth]), updates: values }, tools);
  });
}

const gather: Trace = ({ x, indices }, { axis, batchDims }, tools) => {
  const [dimension] = tf.util.parseAxisParam(axis as number, x.shape);
  assertIndices(indices, x.shape[dimension], tools);
  const info = tf.backend_util.segment_util.collectGatherOpShapeInfo(
    x as tf.Tensor,
    indices as tf.Tensor,
    dimension,
    (batchDims as number) ?? 0,
  );
  const { name, emit, reshape, binary } = tools;
  if (info.batchSize === 1) {
    const shape = [...x.shape.slice(0, dimension), ...indices.shape, ...x.shape.slice(dimension + 1)];
    return reshape(
      emit('Gather', [name(x), name(indices)], { shape, dtype: x.dtype }, { axis: dimension }),
      info.outputShape,
    );
  }
  // Rows of all batches behind one another, and indices moved to their batch's rows.
  const { batchSize, outerSize, dimSize, sliceSize } = info;
  const perBatch = product(indices.shape) / batchSize;
  const blocks = batchSize * outerSize;
  const flat = reshape(x, [blocks * dimSize, sliceSize]);
  const first = tools.constant(
    Array.from({ length: blocks }, (_, block) => block * dimSize),
    [batchSize, outerSize, 1],
    'int32',
  );
  const rows = reshape(binary('Add', reshape(indices, [batchSize, 1, perBatch]), first), [blocks * perBatch]);
  return reshape(
    emit('Gather', [name(flat), name(rows)], { shape: [blocks * perBatch, sliceSize], dtype: x.dtype }, { axis: 0 }),
    info.outputShape,
  );
};

/** Indices that are known already are checked at once, as other backends do; others when they are used. */
function assertIndices(indices: TensorInfo, rows: number, { valuesOf }: KernelTools): void {
  for (const index of valuesOf(indices) ?? [])
    tf.util.assert(index >= 0 && index < rows, () => `GatherV2: the index value ${index} is not in [0, ${rows - 1}]`);
}

const wide = (indices: TensorInfo, { emit, name }: KernelTools) =>
  name(
    emit('Cast', [name(indices)], { shape: indices.shape, dtype: 'int64' as tf.DataType }, { to: onnxType('int64') }),
  );

const zeros = (shape: readonly number[], dtype: tf.DataType, { expand, number }: KernelTools) =>
  expand(number(0, dtype), shape);

interface Scattered {
  readonly indices: TensorInfo;
  readonly updates: TensorInfo;
  readonly reduction?: 'add' | 'none';
}

function scatterNd(
  into: TensorInfo,
  { indices, updates, reduction = 'none' }: Scattered,
  tools: KernelTools,
): TensorInfo {
  const { emit, name, expand, reshape } = tools;
  if (product(indices.shape) === 0) return into;
  const rows = indices.shape.length < 2 ? reshape(indices, [product(indices.shape), 1]) : indices;
  const shape = [...rows.shape.slice(0, -1), ...into.shape.slice(rows.shape[rows.shape.length - 1])];
  const given = product(updates.shape) === product(shape) ? reshape(updates, shape) : expand(updates, shape);
  return emit(
    'ScatterND',
    [name(into), wide(rows, tools), name(given)],
    into,
    reduction === 'add' ? { reduction } : {},
  );
}
