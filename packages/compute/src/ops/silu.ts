import * as tf from '@tensorflow/tfjs';

/** x · σ(x) (Elfwing et al. 2017), also called swish. */
export function silu(x: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [input, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const gate = tf.sigmoid(input);
    const value = tf.mul(input, gate);
    save([gate, value]);
    return {
      value,
      // σ + x σ (1 − σ)
      gradFunc: (dy: tf.Tensor, [sigmoid, result]: tf.Tensor[]) =>
        tf.mul(dy, tf.add(sigmoid, tf.mul(result, tf.sub(1, sigmoid)))),
    };
  });
  return op(x);
}
