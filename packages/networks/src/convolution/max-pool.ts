import * as tf from '@tensorflow/tfjs';

/** The largest of every `width`³ voxels of [n, channels, z, y, x], `stride` voxels apart; `pad` voxels around it are never the largest. */
export function maxPool(
  x: tf.Tensor,
  { width, stride, pad }: { readonly width: number; readonly stride: number; readonly pad: number },
): tf.Tensor {
  // tfjs pools with channels last. ONNX Runtime takes the two pairs of transposes out again.
  const last = tf.transpose(x, [0, 2, 3, 4, 1]) as tf.Tensor5D;
  return tf.transpose(tf.maxPool3d(last, width, stride, pad, 'floor'), [0, 4, 1, 2, 3]);
}
