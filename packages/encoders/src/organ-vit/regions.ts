import type { Tensors } from '@totalfm/core';
import { PLACE } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';

/** Regions along each axis of a volume. */
const EDGE = 4;
export const REGIONS = EDGE ** 3;

/** Numbers of a place for each axis: the first is u. */
const PLACE_STRIDE = PLACE / 3;

/**
 * Mean over the patches of each volume whose middle lies in a region of it, [slots, width] → [batch, regions, width], x fastest; zeros
 * where there is none. One product with the owners of slots, a volume’s regions being its owners.
 */
export function meansOfRegions(values: tf.Tensor, { owner, place, isPatch }: Tensors): tf.Tensor {
  const [rows, length, batch] = owner.shape;
  const [slots, width] = values.shape;
  const along = (axis: number) => intervalOf(tf.slice(place, [0, axis * PLACE_STRIDE], [slots, 1]));
  const [x, y, z] = [along(0), along(1), along(2)];
  const rowsOfRegions = tf.mul(
    tf.reshape(z, [slots, EDGE, 1, 1]),
    tf.mul(tf.reshape(y, [slots, 1, EDGE, 1]), tf.reshape(x, [slots, 1, 1, EDGE])),
  );
  const regions = tf.mul(tf.reshape(rowsOfRegions, [slots, 1, REGIONS]), tf.reshape(isPatch, [slots, 1, 1]));
  const owners = tf.reshape(tf.mul(tf.reshape(owner, [rows * length, batch, 1]), regions), [slots, batch * REGIONS]);
  const sums = tf.matMul(owners as tf.Tensor2D, values as tf.Tensor2D, true, false);
  const counts = tf.reshape(tf.sum(owners, 0), [batch * REGIONS, 1]);
  return tf.reshape(tf.div(sums, tf.maximum(counts, 1)), [batch, REGIONS, width]);
}

/** Which quarter of −1 to 1 a number lies in, what lies beyond in the outer ones: [slots, 1] → [slots, 4] of 0 and 1. */
function intervalOf(u: tf.Tensor): tf.Tensor {
  const quarter = tf.clipByValue(tf.floor(tf.mul(tf.add(u, 1), EDGE / 2)), 0, EDGE - 1);
  return tf.cast(tf.equal(quarter, tf.tensor2d([...Array(EDGE).keys()], [1, EDGE])), 'float32');
}
