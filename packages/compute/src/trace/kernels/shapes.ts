import * as tf from '@tensorflow/tfjs';
import { registerTracedKernel } from './register.ts';

/** Kernels that show the same values under another shape or type. */
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
  registerTracedKernel('Tile', ({ x }, { reps }, { name, emit, ints }) => {
    const counts = reps as number[];
    const shape = x.shape.map((n, axis) => n * counts[axis]);
    // Repeating axes of length 1 is a broadcast: Expand touches memory once.
    if (x.shape.every((n, axis) => n === 1 || counts[axis] === 1))
      return emit('Expand', [name(x), ints(shape)], { shape, dtype: x.dtype });
    return emit('Tile', [name(x), ints(counts)], { shape, dtype: x.dtype });
  });
  registerTracedKernel('BroadcastTo', ({ x }, { shape }, { expand }) => expand(x, shape as number[]));
  registerTracedKernel('Cast', ({ x }, { dtype }, { cast }) => cast(x, dtype as tf.DataType));
}
