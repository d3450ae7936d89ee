import * as tf from '@tensorflow/tfjs';

/** Keys and values [batch, heads, slots, headDim], and what is added to their scores: broadcasts to [batch, heads, queries, slots]. */
export interface AttendedTo {
  readonly key: tf.Tensor;
  readonly value: tf.Tensor;
  readonly bias?: tf.Tensor;
}

/**
 * Scaled dot-product attention of queries [batch, heads, queries, headDim] over a cache and over what comes new, as if the two
 * were one sequence. They are not put together, only their scores are: a cache is much longer than what comes new.
 */
export function attentionOverPast(query: tf.Tensor, past: AttendedTo, fresh: AttendedTo): tf.Tensor {
  const scaled = tf.mul(query, 1 / Math.sqrt(query.shape[query.shape.length - 1]));
  const scores = ({ key, bias }: AttendedTo) => {
    const products = tf.matMul(scaled, key, false, true);
    return bias ? tf.add(products, bias) : products;
  };
  const weights = tf.softmax(tf.concat([scores(past), scores(fresh)], -1));
  const lengths = [past, fresh].map(({ key }) => key.shape[key.shape.length - 2]);
  const [old, now] = tf.split(weights, lengths, -1);
  return tf.add(tf.matMul(old, past.value), tf.matMul(now, fresh.value));
}
