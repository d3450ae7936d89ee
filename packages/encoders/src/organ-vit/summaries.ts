import { embeddingLookup } from '@totalfm/compute';
import type { Tensors } from '@totalfm/core';
import { meanOfItems } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import { BLOCK } from './pack.ts';

/** Mean over the patches of each volume, [slots, width] → [batch, width]. */
export function meanOfPatches(values: tf.Tensor, { owner, isPatch }: Tensors): tf.Tensor {
  const [rows, length] = owner.shape;
  return meanOfItems(tf.mul(owner, tf.reshape(isPatch, [rows, length, 1])), values);
}

/** Below whatever a token holds. */
const ABSENT = 1e4;

/** Maximum over the patches of each volume, [slots, width] → [batch, width]: within blocks of slots, then over a volume’s blocks. */
export function maximumOfPatches(values: tf.Tensor, { isPatch, blocks, isBlock }: Tensors): tf.Tensor {
  const [slots, width] = values.shape;
  const present = tf.add(values, tf.mul(tf.sub(isPatch, 1), ABSENT));
  const ofBlocks = tf.max(tf.reshape(present, [slots / BLOCK, BLOCK, width]), 1);
  return tf.max(tf.add(embeddingLookup(ofBlocks, blocks), tf.mul(tf.sub(isBlock, 1), ABSENT)), 1);
}
