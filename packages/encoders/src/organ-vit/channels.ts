import type { Tensors } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { channelsOf, type Channel } from '../video-vit/channels.ts';
import { windowBounds, type VideoVitOptions } from '../video-vit/options.ts';
import { CELL_VOXELS, CELLS } from './copy-patch.ts';

/** Channels of a voxel: its windows, a window around the organ’s own mean, and the mask; each in [−1, 1]. */
export interface Channels {
  readonly count: number;
  /** `voxels` and `mean` of the inputs → [slots · cells, channels · voxels of a cell], the voxels of one channel being neighbours. */
  read(inputs: Tensors): tf.Tensor;
}

export function createChannels(windows: VideoVitOptions['windows']): Channels {
  const channels = channelsOf(windowBounds(windows), true);
  const matrix = lines(channels);
  return {
    count: channels.length,
    read({ voxels, mean }) {
      const packed = tf.cast(voxels, 'float32');
      const hu = tf.floor(tf.mul(packed, 0.5));
      const mask = tf.sub(packed, tf.mul(hu, 2));
      const cells = voxels.shape[0];
      const means = tf.reshape(tf.mul(tf.ones([cells / CELLS, CELLS, 1]), mean), [cells, 1]);
      // One product makes all windows of all voxels.
      const sources = tf.concat([hu, mask, means, tf.ones([cells, 1])], 1) as tf.Tensor2D;
      return tf.clipByValue(
        tf.matMul(sources, tf.tensor2d(matrix, [2 * CELL_VOXELS + 2, matrix.length / (2 * CELL_VOXELS + 2)])),
        -1,
        1,
      );
    },
  };
}

/** Rows: the HU of a cell’s voxels, their mask, the organ’s mean, and 1; columns: the voxels of the first channel, of the second, … */
function lines(channels: readonly Channel[]): Float32Array {
  const columns = channels.length * CELL_VOXELS;
  const matrix = new Float32Array((2 * CELL_VOXELS + 2) * columns);
  channels.forEach(({ source, slope, offset, relative }, channel) => {
    for (let voxel = 0; voxel < CELL_VOXELS; voxel++) {
      const column = channel * CELL_VOXELS + voxel;
      matrix[(source * CELL_VOXELS + voxel) * columns + column] = slope;
      matrix[2 * CELL_VOXELS * columns + column] = relative ? -slope : 0;
      matrix[(2 * CELL_VOXELS + 1) * columns + column] = offset;
    }
  });
  return matrix;
}
