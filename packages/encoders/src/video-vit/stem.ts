import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Tensors } from '@totalfm/core';
import { biasSpec, gainSpec, layerNorm, linear, relu, weightSpec } from '@totalfm/compute';
import { product, type PatchPlan } from './patch-order.ts';

type Specs = Record<string, ParameterSpec>;

/** A patch stem: windowed patches, one [n, voxels] tensor a window, → tokens [n, dim]. */
export interface Stem {
  readonly parameters: Specs;
  embed(parameters: Tensors, windows: tf.Tensor[]): tf.Tensor;
}

/** LayerNorm–Linear–LayerNorm over all voxels of a patch in all windows: the original TotalFM's. */
export function linearStem(plan: PatchPlan, channels: number, dim: number): Stem {
  const length = plan.voxels * channels;
  return {
    parameters: {
      'stem/norm0/gain': gainSpec(length), 'stem/norm0/bias': biasSpec(length),
      'stem/weight': weightSpec(length, dim), 'stem/bias': biasSpec(dim),
      'stem/norm1/gain': gainSpec(dim), 'stem/norm1/bias': biasSpec(dim),
    },
    embed(p, windows) {
      const normed = layerNorm(tf.concat(windows, 1), p['stem/norm0/gain'], p['stem/norm0/bias']);
      return layerNorm(linear(normed, p['stem/weight'], p['stem/bias']), p['stem/norm1/gain'], p['stem/norm1/bias']);
    },
  };
}

/**
 * Merges cells level by level; each level adds a linear map of the maximum over a cell's members to the linear map of all
 * of them, and patch statistics join at the end. A mean-pooled linear patch dilutes a 4 mm stone; a maximum keeps it.
 */
export function extremesStem(plan: PatchPlan, channels: number, dim: number): Stem {
  const widths = plan.levels.map((_, level) => (level === plan.levels.length - 1 ? dim : Math.min(dim, 16 * 3 ** level)));
  const parameters: Specs = {};
  plan.levels.forEach((factors, level) => {
    const members = product(factors);
    const input = level === 0 ? channels : widths[level - 1];
    parameters[`stem/level${level}/weight`] = weightSpec(members * input, widths[level]);
    parameters[`stem/level${level}/bias`] = biasSpec(widths[level]);
    if (level > 0) parameters[`stem/level${level}/maximum/weight`] = weightSpec(input, widths[level]);
  });
  parameters['stem/statistics/weight'] = weightSpec(channels * STATISTICS, dim);
  return {
    parameters,
    embed(p, windows) {
      const patches = windows[0].shape[0];
      const first = product(plan.levels[0]);
      let cells = tf.concat(windows.map((window) => tf.reshape(window, [-1, first])), 1);
      let features = cells;
      plan.levels.forEach((factors, level) => {
        const members = product(factors);
        const weight = p[`stem/level${level}/weight`];
        if (level > 0) cells = tf.reshape(features, [-1, weight.shape[0]]);
        let next = linear(cells, weight, p[`stem/level${level}/bias`]);
        if (level > 0) {
          const maximum = tf.max(tf.reshape(features, [-1, members, widths[level - 1]]), 1);
          next = tf.add(next, linear(maximum, p[`stem/level${level}/maximum/weight`]));
        }
        features = level < plan.levels.length - 1 ? relu(next) : next;
      });
      const statistics = tf.concat(windows.map((window) => patchStatistics(window, patches, first)), 1);
      return tf.add(features, linear(statistics, p['stem/statistics/weight']));
    },
  };
}

const STATISTICS = 6;

/** Maximum, minimum, mean and deviation of the voxels, and maximum and minimum of the finest cells' means (less noisy). */
function patchStatistics(window: tf.Tensor, patches: number, cell: number): tf.Tensor {
  const mean = tf.mean(window, 1, true);
  const variance = tf.sub(tf.mean(tf.square(window), 1, true), tf.square(mean));
  const cellMeans = tf.reshape(tf.mean(tf.reshape(window, [-1, cell]), 1), [patches, -1]);
  return tf.concat([
    tf.max(window, 1, true), tf.min(window, 1, true), mean, tf.mul(2, tf.sqrt(tf.relu(variance))),
    tf.max(cellMeans, 1, true), tf.min(cellMeans, 1, true),
  ], 1);
}
