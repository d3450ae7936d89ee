import * as tf from '@tensorflow/tfjs';
import { onnxType } from '../onnx-file.ts';
import { registerTracedKernel } from './register.ts';

const reductions: ReadonlyArray<readonly [kernel: string, op: string]> = [['Sum', 'ReduceSum'], ['Mean', 'ReduceMean'], ['Max', 'ReduceMax'], ['Min', 'ReduceMin'], ['Prod', 'ReduceProd']];

export function registerReductions(): void {
  for (const [kernel, op] of reductions) {
    registerTracedKernel(kernel, ({ x }, attrs, { name, emit, ints, same }) => {
      // tfjs's Max passes `reductionIndices`, the others `axis`.
      const axes = tf.util.parseAxisParam((attrs.axis ?? attrs.reductionIndices) as number | number[], x.shape);
      if (axes.length === 0) return same(x);
      const keepDims = Boolean(attrs.keepDims);
      const [reduced] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
      const shape = keepDims ? tf.backend_util.expandShapeToKeepDim(reduced, axes) : reduced;
      const keepdims = keepDims ? 1 : 0;
      // Only ReduceSum takes its axes as an input in opset 17.
      return op === 'ReduceSum'
        ? emit(op, [name(x), ints(axes)], shape, x.dtype, { keepdims })
        : emit(op, [name(x)], shape, x.dtype, { axes, keepdims });
    });
  }
  for (const kernel of ['ArgMax', 'ArgMin']) {
    registerTracedKernel(kernel, ({ x }, { axis }, { name, emit }) => {
      const [dimension] = tf.util.parseAxisParam(axis as number, x.shape);
      const shape = x.shape.filter((_, index) => index !== dimension);
      return emit('Cast', [name(emit(kernel, [name(x)], shape, 'int64' as tf.DataType, { axis: dimension, keepdims: 0 }))], shape, 'int32', { to: onnxType('int32') });
    });
  }
  registerTracedKernel('Softmax', ({ logits }, { dim }, { name, emit }) => emit('Softmax', [name(logits)], logits.shape, 'float32', { axis: dim as number }));
  registerTracedKernel('LogSoftmax', ({ logits }, { axis }, { name, emit }) => emit('LogSoftmax', [name(logits)], logits.shape, 'float32', { axis: axis as number }));
}
