import * as tf from '@tensorflow/tfjs';
import { registerTracedKernel } from './register.ts';

/** tfjs pools channels-last; with one channel the two layouts are the same numbers, and otherwise they are transposed. */
export function registerPooling(): void {
  registerTracedKernel('MaxPool3D', ({ x }, { filterSize, strides, pad, dimRoundingMode }, { name, emit, reshape }) => {
    const info = tf.backend_util.computePool3DInfo(
      x.shape as [number, number, number, number, number], filterSize as [number, number, number], strides as [number, number, number], 1, pad as 'same' | 'valid' | number, dimRoundingMode as 'floor' | undefined,
    );
    const [batch, depth, height, width, channels] = x.shape;
    const inputShape = [batch, channels, depth, height, width];
    const input = channels === 1 ? reshape(x, inputShape) : emit('Transpose', [name(x)], inputShape, x.dtype, { perm: [0, 4, 1, 2, 3] });
    const { front, top, left, back, bottom, right } = info.padInfo;
    const pooled = emit('MaxPool', [name(input)], [batch, channels, info.outDepth, info.outHeight, info.outWidth], x.dtype, {
      kernel_shape: [info.filterDepth, info.filterHeight, info.filterWidth],
      strides: [info.strideDepth, info.strideHeight, info.strideWidth],
      pads: [front, top, left, back, bottom, right],
    });
    return channels === 1 ? reshape(pooled, info.outShape) : emit('Transpose', [name(pooled)], info.outShape, x.dtype, { perm: [0, 2, 3, 4, 1] });
  });
}
