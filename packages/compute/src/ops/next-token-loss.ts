import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';

/**
 * Loss of a language model, in nats a token: logits [batch, tokens, vocabulary], the ids that follow each token (int32
 * [batch, tokens]) and how much each counts (float32 [batch, tokens]; 0 where nothing follows) → a scalar, the weighted mean.
 */
export function nextTokenLoss(logits: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  const [batch, tokens, vocabulary] = logits.shape;
  const hot = tf.oneHot(tf.reshape(targets, [-1]), vocabulary, 1, 0, 'float32');
  const losses = softmaxCrossEntropy(tf.reshape(logits, [batch * tokens, vocabulary]), hot);
  const counts = tf.reshape(weights, [-1]);
  return tf.div(tf.sum(tf.mul(losses, counts)), tf.maximum(tf.sum(counts), 1e-6));
}
