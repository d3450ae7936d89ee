import * as tf from '@tensorflow/tfjs';

/**
 * Scaled dot-product attention (Vaswani et al. 2017): [batch, heads, tokens, headDim] each → the same shape. `bias` is
 * added to the scores and broadcasts to [batch, heads, tokens, tokens].
 */
export function attention(query: tf.Tensor, key: tf.Tensor, value: tf.Tensor, { bias }: { readonly bias?: tf.Tensor } = {}): tf.Tensor {
  const headDim = query.shape[query.shape.length - 1];
  const scores = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(headDim));
  return tf.matMul(tf.softmax(bias ? tf.add(scores, bias) : scores), value);
}
