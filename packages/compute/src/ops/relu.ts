import * as tf from '@tensorflow/tfjs';

/** max(x, 0). Its gradient reads the result, which the next layer keeps anyway, and not the input. */
export function relu(x: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [input, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const value = tf.relu(input);
    save([value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, tf.cast(tf.greater(saved, 0), 'float32')),
    };
  });
  return op(x);
}
