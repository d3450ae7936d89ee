import * as tf from '@tensorflow/tfjs';
import { product } from '@totalfm/compute';
import type { Cells } from './cells.ts';
import type { PatchPlan } from './patch-order.ts';

/** Statistics of a patch in one channel, and those inside the organ. */
const PLAIN = 6;
const INSIDE = 4;

export interface PatchStatistics {
  /** How many numbers a patch has. */
  readonly length: number;
  of(cells: Cells): tf.Tensor;
}

/**
 * For every channel of a patch the extremes of its voxels, and mean, deviation and extremes of its cells' means, which are
 * less noisy; with a mask, these four over the cells that lie wholly inside the organ too. [n, length].
 *
 * Where a patch holds no such cell, the extremes are those of an empty set (−1 and 1, the ends of a window) and the rest 0.
 */
export function patchStatistics(plan: PatchPlan, channels: number, masked: boolean): PatchStatistics {
  const members = product(plan.levels[0]);
  const cells = plan.voxels / members;
  const averages = new Float32Array(channels * members * channels);
  for (let column = 0; column < channels * members; column++)
    averages[column * channels + Math.floor(column / members)] = 1 / members;

  return {
    length: channels * (PLAIN + (masked ? INSIDE : 0)),
    of({ values, inside }) {
      const voxels = tf.reshape(values, [-1, cells, channels * members]);
      const overVoxels = (extreme: typeof tf.max) =>
        extreme(tf.reshape(extreme(voxels, 1), [-1, channels, members]), 2);
      const means = tf.reshape(
        tf.matMul(values as tf.Tensor2D, tf.tensor2d(averages, [channels * members, channels])),
        [-1, cells, channels],
      );
      const mean = tf.mean(means, 1);
      const plain = [
        overVoxels(tf.max),
        overVoxels(tf.min),
        mean,
        deviation(tf.mean(tf.square(means), 1), mean),
        tf.max(means, 1),
        tf.min(means, 1),
      ];
      return tf.concat(inside ? [...plain, ...statisticsInside(means, inside)] : plain, 1);
    },
  };
}

/** Mean, deviation, maximum and minimum over the cells inside: [n, cells, channels] and [n, cells] → four of [n, channels]. */
function statisticsInside(means: tf.Tensor, inside: tf.Tensor): tf.Tensor[] {
  const count = tf.add(tf.sum(inside, 1, true), 1e-3);
  const overCells = (values: tf.Tensor) => tf.div(tf.squeeze(tf.matMul(tf.expandDims(inside, 1), values), [1]), count);
  const mean = overCells(means);
  const outside = tf.expandDims(tf.mul(tf.sub(1, inside), 4), 2);
  return [
    mean,
    deviation(overCells(tf.square(means)), mean),
    tf.maximum(tf.max(tf.sub(means, outside), 1), -1),
    tf.minimum(tf.min(tf.add(means, outside), 1), 1),
  ];
}

/** Twice the standard deviation, from the mean square and the mean. */
function deviation(square: tf.Tensor, mean: tf.Tensor): tf.Tensor {
  return tf.mul(2, tf.sqrt(tf.relu(tf.sub(square, tf.square(mean)))));
}
