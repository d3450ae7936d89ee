import * as tf from '@tensorflow/tfjs';

/** Inputs of a contrastive loss; see `targets.ts`. All [images, texts]. */
export interface LossInputs {
  readonly cosines: tf.Tensor;
  readonly byImage: tf.Tensor;
  readonly byText: tf.Tensor;
  readonly ignore: tf.Tensor;
  /** Scalars. */
  readonly scale: tf.Tensor;
  readonly bias: tf.Tensor;
}

/**
 * Symmetric InfoNCE with soft targets (CLIP, Radford et al. 2021; soft targets as in fVLM); unknown pairs leave the softmax. Each direction
 * is a mean: over all images, and over the texts that hold for any.
 */
export function infoNce({ cosines, byImage, byText, ignore, scale }: LossInputs): tf.Tensor {
  const logits = tf.sub(tf.mul(cosines, scale), tf.mul(ignore, 1e4));
  const images = tf.sum(tf.mul(byImage, tf.logSoftmax(logits)));
  const texts = tf.sum(tf.mul(tf.transpose(byText), tf.logSoftmax(tf.transpose(logits))));
  // A column that holds for some image sums to 1.
  const held = tf.sum(byText);
  return tf.mul(tf.add(tf.div(images, cosines.shape[0]), tf.div(texts, held)), -0.5);
}

/** Pairwise sigmoid loss (SigLIP, Zhai et al. 2023): −Σ log σ(±(scale · cosine + bias)) / n; unknown pairs count nothing. */
export function sigmoidLoss({ cosines, byImage, ignore, scale, bias }: LossInputs): tf.Tensor {
  const labels = tf.sub(tf.mul(2, tf.cast(tf.greater(byImage, 0), 'float32')), 1);
  const margins = tf.mul(labels, tf.add(tf.mul(cosines, scale), bias));
  return tf.div(tf.sum(tf.mul(tf.softplus(tf.neg(margins)), tf.sub(1, ignore))), cosines.shape[0]);
}
