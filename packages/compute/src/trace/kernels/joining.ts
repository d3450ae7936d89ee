import * as tf from '@tensorflow/tfjs';
import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';

export function concat(parts: readonly TensorInfo[], axis: number, { emit, name }: KernelTools): TensorInfo {
  const full = parts.filter(({ shape }) => !shape.includes(0));
  const shape = tf.backend_util.computeOutShape(
    parts.map((part) => part.shape),
    axis,
  );
  if (full.length === 1 && full[0].shape.join() === shape.join()) return full[0];
  return emit('Concat', full.map(name), { shape, dtype: parts[0].dtype }, { axis });
}

/** Kernels that put tensors side by side. */
export function registerJoining(): void {
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
      { shape, dtype: parts[0].dtype },
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
}
