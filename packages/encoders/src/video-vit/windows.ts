import * as tf from '@tensorflow/tfjs';

/** HU → one tensor a window, each clipped to the window and scaled to [−1, 1]. */
export function applyWindows(hu: tf.Tensor, bounds: ReadonlyArray<readonly [number, number]>): tf.Tensor[] {
  return bounds.map(([low, high]) => tf.sub(tf.mul(tf.clipByValue(hu, low, high), 2 / (high - low)), (high + low) / (high - low)));
}
