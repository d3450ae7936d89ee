import * as tf from '@tensorflow/tfjs';
import { attendedBias } from '@totalfm/compute';
import type { Tensors } from '@totalfm/core';
import type { PatchPlan } from './patch-order.ts';

/** Below whatever a token holds. */
const ABSENT_VALUE = 1e4;

/**
 * 1 for each token whose patch the organ's `mask` touches, [batch, count, 1]: of all patches, or of those that `visibleRows` names. All
 * are where the mask is empty. Patches beside the mask and in the rest of its box are not: volumes are cut to that box already.
 */
export function presentTokens({ mask, visibleRows, visiblePositions }: Tensors, plan: PatchPlan): tf.Tensor {
  const [nx, ny, nz] = plan.size;
  const [px, py, pz] = plan.patch;
  const edges: [number, number, number] = [pz, py, px];
  const pooled = tf.maxPool3d(tf.reshape(mask, [-1, nz, ny, nx, 1]) as tf.Tensor5D, edges, edges, 'valid');
  const touched = tf.reshape(pooled, [mask.shape[0], plan.tokens, 1]);
  const present = tf.maximum(touched, tf.sub(1, tf.max(touched, 1, true)));
  if (!visibleRows) return present;
  return tf.reshape(tf.gather(tf.reshape(present, [-1]), visibleRows as tf.Tensor1D), [...visiblePositions.shape, 1]);
}

/** [batch, tokens, 1] → [batch, 1, 1, 1 + tokens]: the organ token, which is first, is always present. */
export function attentionBias(present: tf.Tensor): tf.Tensor {
  const [batch, tokens] = present.shape;
  const bias = tf.reshape(attendedBias(present), [batch, tokens]);
  const organFirst = tf.pad(bias, [
    [0, 0],
    [1, 0],
  ]);
  return tf.reshape(organFirst, [batch, 1, 1, 1 + tokens]);
}

/** Mean over tokens that are present, or over all: [batch, tokens, dim] → [batch, dim]. */
export function meanPresent(values: tf.Tensor, present?: tf.Tensor): tf.Tensor {
  if (!present) return tf.mean(values, 1);
  return tf.div(tf.sum(tf.mul(values, present), 1), tf.sum(present, 1));
}

/** Maximum over tokens that are present, or over all: [batch, tokens, dim] → [batch, dim]. */
export function maxPresent(values: tf.Tensor, present?: tf.Tensor): tf.Tensor {
  return tf.max(present ? tf.add(values, tf.mul(tf.sub(present, 1), ABSENT_VALUE)) : values, 1);
}
