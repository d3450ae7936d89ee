import * as tf from '@tensorflow/tfjs';

/**
 * Mean squared error of predicted patches, [batch, masked, patchLength], over those that there are ([batch, masked] of 0 and 1). Each volume
 * counts the same, however many it has, so that parts of a batch add up to the whole.
 */
export function reconstructionLoss(predicted: tf.Tensor, targets: tf.Tensor, present: tf.Tensor): tf.Tensor {
  const errors = tf.mean(tf.square(tf.sub(predicted, normalizePatches(targets))), -1);
  const ofVolumes = tf.div(tf.sum(tf.mul(errors, present), 1), tf.maximum(tf.sum(present, 1), 1));
  return tf.mean(ofVolumes);
}

/** Each patch's own mean and deviation are taken out of the target (MAE, He et al. 2022): texture counts, not brightness. */
function normalizePatches(targets: tf.Tensor): tf.Tensor {
  const mean = tf.mean(targets, -1, true);
  const centred = tf.sub(targets, mean);
  return tf.div(centred, tf.sqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-4)));
}
