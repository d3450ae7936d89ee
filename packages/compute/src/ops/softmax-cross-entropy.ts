import * as tf from '@tensorflow/tfjs';

/**
 * Cross-entropy of each row: logits [..., classes] and target probabilities of the same shape → [...]. The gradient,
 * softmax − targets, reads the log-probabilities that the forward pass made.
 */
export function softmaxCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const [input, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const logProbabilities = tf.logSoftmax(input);
    save([logProbabilities, targets]);
    return {
      value: tf.neg(tf.sum(tf.mul(targets, logProbabilities), -1)),
      gradFunc: (dy: tf.Tensor, [saved, wanted]: tf.Tensor[]) => {
        const mass = tf.sum(wanted, -1, true);
        return tf.mul(tf.expandDims(dy, -1), tf.sub(tf.mul(tf.exp(saved), mass), wanted));
      },
    };
  });
  return op(logits);
}
