import { voxelCount, type Feeds, type InputSpecs, type OrganVolume, type Tensors, type Triple } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { packHu } from '@totalfm/networks';

/** HU that are 0 and 1 to Merlin; what lies beyond is clipped. */
const HU = { low: -1000, high: 1000 };

export const imageInputs = (batch: number, size: Triple): InputSpecs => ({
  hu: { shape: [batch, voxelCount(size)], dtype: 'float32' },
});

/** HU as they are. Nothing is mirrored in training: a whole scan has a left and a right side. Throws `TFM_VISION_SIZE`. */
export const imageFeeds = (volumes: readonly OrganVolume[], size: Triple): Feeds => ({ hu: packHu(volumes, size) });

/**
 * [batch, voxels] in HU, x fastest, axes to left, posterior and superior → [batch, 1, z, x, y] from 0 to 1, axes to superior, right
 * and anterior: the image as the official tower turns it before its first convolution.
 */
export function toImage({ hu }: Tensors, [nx, ny, nz]: Triple): tf.Tensor {
  const scaled = tf.clipByValue(tf.div(tf.sub(hu, HU.low), HU.high - HU.low), 0, 1);
  const upright = tf.reverse(tf.reshape(scaled, [-1, nz, ny, nx]), [2, 3]);
  return tf.reshape(tf.transpose(upright, [0, 1, 3, 2]), [-1, 1, nz, nx, ny]);
}
