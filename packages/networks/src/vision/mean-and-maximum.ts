import * as tf from '@tensorflow/tfjs';

/** Mean and maximum over tokens, beside one another: [batch, tokens, width] → [batch, 2 · width]. What `MaskedVision.whole` gives. */
export const meanAndMaximum = (tokens: tf.Tensor): tf.Tensor => tf.concat([tf.mean(tokens, 1), tf.max(tokens, 1)], 1);
