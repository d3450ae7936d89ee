import * as tf from '@tensorflow/tfjs';

/** Rows of length 1 along the last axis. */
export function l2Normalize(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), -1, true), 1e-12)));
}
