import * as tf from '@tensorflow/tfjs';

export const poolings = ['cls', 'mean', 'mean-without-special'] as const;

/**
 * How hidden states become one vector: that of the first token, their mean over a text's tokens, or that without its first and last,
 * which are special. A text of special tokens alone then has zeros.
 */
export type Pooling = (typeof poolings)[number];

/** [batch, tokens, dim], and 1 where a token is a text's, [batch, tokens] → [batch, dim]. */
export function pool(hidden: tf.Tensor, seen: tf.Tensor, pooling: Pooling): tf.Tensor {
  const [batch, tokens, dim] = hidden.shape;
  if (pooling === 'cls') return tf.reshape(tf.slice(hidden, [0, 0, 0], [batch, 1, dim]), [batch, dim]);
  const counted = pooling === 'mean' ? seen : withoutEnds(seen);
  const weights = tf.div(counted, tf.maximum(tf.sum(counted, 1, true), 1));
  return tf.reshape(tf.matMul(tf.reshape(weights, [batch, 1, tokens]), hidden), [batch, dim]);
}

/** A token is neither first nor last where there is one before it and one behind it. */
function withoutEnds(seen: tf.Tensor): tf.Tensor {
  const [batch, tokens] = seen.shape;
  const inner = tf.slice(seen, [0, 2], [batch, tokens - 2]);
  return tf.pad(inner, [
    [0, 0],
    [1, 1],
  ]);
}
