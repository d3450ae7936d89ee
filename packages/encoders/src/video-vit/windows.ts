import * as tf from '@tensorflow/tfjs';

/** HU → one tensor a window, each clipped to the window and scaled to `range`. */
export function applyWindows(hu: tf.Tensor, bounds: ReadonlyArray<readonly [number, number]>, [from, to]: readonly [number, number] = [-1, 1]): tf.Tensor[] {
  return bounds.map(([low, high]) => {
    const slope = (to - from) / (high - low);
    return tf.add(tf.mul(tf.clipByValue(hu, low, high), slope), from - slope * low);
  });
}
