import { embeddingLookup } from '@totalfm/compute';
import * as tf from '@tensorflow/tfjs';

/** A linear map for each organ: a table [parts, features · dim], part indices and features [batch, features] → [batch, dim]. */
export function mapByOrgan(table: tf.Tensor, organ: tf.Tensor, features: tf.Tensor): tf.Tensor {
  const [batch, width] = features.shape;
  const maps = tf.reshape(embeddingLookup(table, organ), [batch, width, -1]);
  return tf.sum(tf.mul(maps, tf.expandDims(features, 2)), 1);
}
