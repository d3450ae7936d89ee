import * as tf from '@tensorflow/tfjs';

/** Root-mean-square normalisation over the last axis (Zhang & Sennrich 2019), with the exact gradient written out. */
export function rmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon = 1e-6): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [input, gamma, save] = args as [tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(input), -1, true), epsilon));
    save([input, gamma, inverse]);
    return {
      value: tf.mul(tf.mul(input, inverse), gamma),
      gradFunc: (dy: tf.Tensor, [saved, weights, scale]: tf.Tensor[]) => {
        const normed = tf.mul(saved, scale);
        const scaled = tf.mul(dy, weights);
        const outer = saved.shape.map((_, axis) => axis).slice(0, -1);
        return [
          tf.mul(scale, tf.sub(scaled, tf.mul(normed, tf.mean(tf.mul(scaled, normed), -1, true)))),
          tf.sum(tf.mul(dy, normed), outer),
        ];
      },
    };
  });
  return op(x, gain);
}
