import * as tf from '@tensorflow/tfjs';

/**
 * Rows of a table: table [rows, width] and int32 ids of any shape → [...ids, width]. The gradient is a product with
 * one-hot ids: exact, deterministic, and a matrix multiply where a scatter would be serial.
 */
export function embeddingLookup(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const [rows, width] = table.shape;
  const flat = tf.reshape(ids, [-1]) as tf.Tensor1D;
  const op = tf.customGrad((...args: unknown[]) => {
    const [values] = args as [tf.Tensor];
    return {
      value: tf.gather(values, flat),
      gradFunc: (dy: tf.Tensor) => tf.matMul(tf.oneHot(flat, rows, 1, 0, 'float32') as tf.Tensor2D, tf.reshape(dy, [-1, width]) as tf.Tensor2D, true, false),
    };
  });
  return tf.reshape(op(table), [...ids.shape, width]);
}
