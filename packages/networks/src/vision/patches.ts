import { mapTriple, type Triple } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';

/** Patches of a volume along (x, y, z). */
export const patchGrid = (size: Triple, patch: Triple): Triple => mapTriple(size, (n, axis) => n / patch[axis]);

/**
 * Cuts volumes into patches with one transpose: [batch, z · y · x] → [batch, tokens, voxels]. Tokens and the voxels of each run
 * as the volume does, x fastest, so that rows of a patch stay together in memory.
 */
export function cutPatches(volumes: tf.Tensor, size: Triple, patch: Triple): tf.Tensor {
  const batch = volumes.shape[0];
  const [gx, gy, gz] = patchGrid(size, patch);
  const [px, py, pz] = patch;
  const apart = tf.reshape(volumes, [batch, gz, pz, gy, py, gx, px]);
  return tf.reshape(tf.transpose(apart, [0, 1, 3, 5, 2, 4, 6]), [batch, gz * gy * gx, pz * py * px]);
}
