import * as tf from '@tensorflow/tfjs';

/**
 * Root-mean-square normalisation over the last axis (Zhang & Sennrich 2019), with the exact gradient written out. The forward
 * pass is spelt as ONNX Runtime expects it, which makes one node of it.
 */
export function rmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon = 1e-6): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [input, gamma, save] = args as [tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    const root = tf.sqrt(tf.add(tf.mean(tf.pow(input, 2), -1, true), epsilon));
    save([input, gamma, root]);
    return {
      value: tf.mul(tf.div(input, root), gamma),
      gradFunc: (dy: tf.Tensor, [saved, weights, scale]: tf.Tensor[]) => {
        const normed = tf.div(saved, scale);
        const scaled = tf.mul(dy, weights);
        const outer = saved.shape.map((_, axis) => axis).slice(0, -1);
        return [
          tf.div(tf.sub(scaled, tf.mul(normed, tf.mean(tf.mul(scaled, normed), -1, true))), scale),
          tf.sum(tf.mul(dy, normed), outer),
        ];
      },
    };
  });
  return op(x, gain);
}
