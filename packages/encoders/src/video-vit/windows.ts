import * as tf from '@tensorflow/tfjs';

/** HU → one tensor a window, each clipped to the window and scaled to `range`. */
export function applyWindows(hu: tf.Tensor, bounds: ReadonlyArray<readonly [number, number]>, [from, to]: readonly [number, number] = [-1, 1]): tf.Tensor[] {
  return bounds.map(([low, high]) => {
    const slope = (to - from) / (high - low);
    return tf.add(tf.mul(tf.clipByValue(hu, low, high), slope), from - slope * low);
  });
}

/** Width in HU of the window around the organ's own mean. */
const RELATIVE_WIDTH = 200;

/** Mean HU inside the organ, [batch, 1]; 0 where nothing is inside. */
export function organMean(hu: tf.Tensor, inside: tf.Tensor): tf.Tensor {
  return tf.div(tf.sum(tf.mul(hu, inside), 1, true), tf.add(tf.sum(inside, 1, true), 1e-3));
}

/** HU around the organ's mean in [−1, 1]: the same lesion looks the same in every contrast phase. `mean` broadcasts to `hu`. */
export function relativeWindow(hu: tf.Tensor, mean: tf.Tensor): tf.Tensor {
  return tf.clipByValue(tf.mul(tf.sub(hu, mean), 2 / RELATIVE_WIDTH), -1, 1);
}
