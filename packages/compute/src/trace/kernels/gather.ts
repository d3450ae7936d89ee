import * as tf from '@tensorflow/tfjs';
import { computeErrors } from '../../errors.ts';
import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';
import { product } from '../../product.ts';

/** Adds the rows of `updates` [count, width] up by id → [rows, width]. ScatterElements runs on one thread: the order of the sum is fixed. */
export function scatterRows(ids: TensorInfo, updates: TensorInfo, rows: number, { name, emit, ints, scalar, reshape }: KernelTools): TensorInfo {
  const [count, width] = updates.shape;
  const zeros = emit('Expand', [scalar(0, updates.dtype), ints([rows, width])], [rows, width], updates.dtype);
  const indices = emit('Expand', [name(reshape(ids, [count, 1])), ints([count, width])], [count, width], 'int32');
  return emit('ScatterElements', [name(zeros), name(indices), name(updates)], [rows, width], updates.dtype, { axis: 0, reduction: 'add' });
}

export function registerGather(): void {
  registerTracedKernel('GatherV2', ({ x, indices }, { axis, batchDims }, { name, emit }) => {
    if (batchDims) throw computeErrors.TFM_TRACE_KERNEL({ message: 'A gather with batchDims cannot be traced.', fix: 'Gather along one axis with the same indices for the whole batch, or use embeddingLookup.' });
    const [dimension] = tf.util.parseAxisParam(axis as number, x.shape);
    const shape = [...x.shape.slice(0, dimension), ...indices.shape, ...x.shape.slice(dimension + 1)];
    return emit('Gather', [name(x), name(indices)], shape, x.dtype, { axis: dimension });
  });
  // The gradient of gather.
  registerTracedKernel('UnsortedSegmentSum', ({ x, segmentIds }, { numSegments }, tools) => {
    const [count, ...rest] = x.shape;
    const width = product(rest);
    return tools.reshape(scatterRows(segmentIds, tools.reshape(x, [count, width]), numSegments as number, tools), [numSegments as number, ...rest]);
  });
}
