import * as tf from '@tensorflow/tfjs';

/** Statistics of every patch in one window: [patches, PLAIN_STATISTICS]. */
export const PLAIN_STATISTICS = 6;
/** Statistics inside the organ in one window: [patches, INSIDE_STATISTICS]. */
export const INSIDE_STATISTICS = 4;

/** Maximum, minimum, mean and deviation of the voxels, and maximum and minimum of the finest cells' means (less noisy). */
export function plainStatistics(window: tf.Tensor, cell: number): tf.Tensor {
  const patches = window.shape[0];
  const mean = tf.mean(window, 1, true);
  const variance = tf.sub(tf.mean(tf.square(window), 1, true), tf.square(mean));
  const cellMeans = tf.reshape(tf.mean(tf.reshape(window, [-1, cell]), 1), [patches, -1]);
  return tf.concat([tf.max(window, 1, true), tf.min(window, 1, true), mean, deviation(variance), tf.max(cellMeans, 1, true), tf.min(cellMeans, 1, true)], 1);
}

/**
 * Mean and deviation of the voxels inside the (eroded) organ, and the extremes of cells that lie wholly inside. Where a
 * patch holds none of the organ, the extremes are those of an empty set (−1 and 1 in a window's own scale) and the rest 0.
 */
export function insideStatistics(window: tf.Tensor, inside: tf.Tensor, cell: number): tf.Tensor {
  const patches = window.shape[0];
  const count = tf.add(tf.sum(inside, 1, true), 1e-3);
  const mean = tf.div(tf.sum(tf.mul(window, inside), 1, true), count);
  const variance = tf.sub(tf.div(tf.sum(tf.mul(tf.square(window), inside), 1, true), count), tf.square(mean));
  const cellMeans = tf.reshape(tf.mean(tf.reshape(window, [-1, cell]), 1), [patches, -1]);
  const outside = tf.mul(tf.sub(1, tf.reshape(tf.min(tf.reshape(inside, [-1, cell]), 1), [patches, -1])), 4);
  const brightest = tf.maximum(tf.max(tf.sub(cellMeans, outside), 1, true), -1);
  const darkest = tf.minimum(tf.min(tf.add(cellMeans, outside), 1, true), 1);
  return tf.concat([mean, deviation(variance), brightest, darkest], 1);
}

function deviation(variance: tf.Tensor): tf.Tensor {
  return tf.mul(2, tf.sqrt(tf.relu(variance)));
}

/**
 * Takes one voxel off a mask all round: boundary voxels share their HU with what lies outside. [batch, z · y · x] of 0 and
 * 1, size in (x, y, z). The volume's own border is not a boundary.
 */
export function erode(mask: tf.Tensor, [nx, ny, nz]: readonly [number, number, number]): tf.Tensor {
  const batch = mask.shape[0];
  const holes = tf.reshape(tf.sub(1, mask), [batch, nz, ny, nx, 1]) as tf.Tensor5D;
  return tf.reshape(tf.sub(1, tf.maxPool3d(holes, 3, 1, 'same')), [batch, nx * ny * nz]);
}
