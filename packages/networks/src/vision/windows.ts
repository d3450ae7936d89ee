import * as tf from '@tensorflow/tfjs';

/** HU → one tensor a window, each clipped to the window and scaled to [0, 1]. */
export function applyWindows(hu: tf.Tensor, bounds: ReadonlyArray<readonly [number, number]>): tf.Tensor[] {
  return bounds.map(([low, high]) => {
    const slope = 1 / (high - low);
    return tf.add(tf.mul(tf.clipByValue(hu, low, high), slope), -slope * low);
  });
}
