import * as tf from '@tensorflow/tfjs';

/** PyTorch’s own. */
const EPSILON = 1e-5;

/**
 * Group normalisation (Wu & He 2018) of [n, channels, z, y, x]: each group of channels of a volume has mean 0 and variance 1, then
 * each channel its gain and bias. Statistics are those of one volume, so that volumes of a batch do not touch one another.
 */
export function groupNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, groups: number): tf.Tensor {
  const grouped = tf.reshape(x, [x.shape[0], groups, -1]);
  const centred = tf.sub(grouped, tf.mean(grouped, -1, true));
  const normed = tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), EPSILON)));
  const perChannel = (values: tf.Tensor) => tf.reshape(values, [1, -1, 1, 1, 1]);
  return tf.add(tf.mul(tf.reshape(normed, x.shape), perChannel(gain)), perChannel(bias));
}
