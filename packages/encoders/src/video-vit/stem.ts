import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Tensors } from '@totalfm/core';
import { biasSpec, gainSpec, layerNorm, linear, product, relu, weightSpec } from '@totalfm/compute';
import type { PatchPlan } from './patch-order.ts';
import { INSIDE_STATISTICS, insideStatistics, PLAIN_STATISTICS, plainStatistics } from './patch-statistics.ts';

type Specs = Record<string, ParameterSpec>;

/** Patches in patch order. All tensors are [n, voxels]. */
export interface Patches {
  /** Windowed HU in [−1, 1], one tensor a window. */
  readonly windows: readonly tf.Tensor[];
  /** 1 inside the organ; undefined without a mask channel. */
  readonly mask?: tf.Tensor;
  /** The mask with its boundary taken off. */
  readonly inside?: tf.Tensor;
}

/** A patch stem: patches → tokens [n, dim]. */
export interface Stem {
  readonly parameters: Specs;
  embed(parameters: Tensors, patches: Patches): tf.Tensor;
}

const channelsOf = ({ windows, mask }: Patches): tf.Tensor[] => (mask ? [...windows, tf.sub(tf.mul(mask, 2), 1)] : [...windows]);

/** LayerNorm–Linear–LayerNorm over all voxels of a patch in all windows: the original TotalFM's. */
export function linearStem(plan: PatchPlan, windows: number, masked: boolean, dim: number): Stem {
  const channels = windows + (masked ? 1 : 0);
  const length = plan.voxels * channels;
  return {
    parameters: {
      'stem/norm0/gain': gainSpec(length), 'stem/norm0/bias': biasSpec(length),
      'stem/weight': weightSpec(length, dim), 'stem/bias': biasSpec(dim),
      'stem/norm1/gain': gainSpec(dim), 'stem/norm1/bias': biasSpec(dim),
    },
    embed(p, patches) {
      const normed = layerNorm(tf.concat(channelsOf(patches), 1), p['stem/norm0/gain'], p['stem/norm0/bias']);
      return layerNorm(linear(normed, p['stem/weight'], p['stem/bias']), p['stem/norm1/gain'], p['stem/norm1/bias']);
    },
  };
}

/**
 * Merges cells level by level; each level adds a linear map of the maximum over a cell's members to the linear map of all
 * of them, and patch statistics join at the end. A mean-pooled linear patch dilutes a 4 mm stone; a maximum keeps it.
 */
export function extremesStem(plan: PatchPlan, windowCount: number, masked: boolean, dim: number): Stem {
  const channels = windowCount + (masked ? 1 : 0);
  const widths = plan.levels.map((_, level) => (level === plan.levels.length - 1 ? dim : Math.min(dim, 16 * 3 ** level)));
  const parameters: Specs = {};
  plan.levels.forEach((factors, level) => {
    const members = product(factors);
    const input = level === 0 ? channels : widths[level - 1];
    parameters[`stem/level${level}/weight`] = weightSpec(members * input, widths[level]);
    parameters[`stem/level${level}/bias`] = biasSpec(widths[level]);
    if (level > 0) parameters[`stem/level${level}/maximum/weight`] = weightSpec(input, widths[level]);
  });
  parameters['stem/statistics/weight'] = weightSpec(windowCount * (PLAIN_STATISTICS + (masked ? INSIDE_STATISTICS : 0)), dim);
  return {
    parameters,
    embed(p, patches) {
      const first = product(plan.levels[0]);
      let cells = tf.concat(channelsOf(patches).map((channel) => tf.reshape(channel, [-1, first])), 1);
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
      const { windows, inside } = patches;
      const statistics = windows.flatMap((window) => [plainStatistics(window, first), ...(inside ? [insideStatistics(window, inside, first)] : [])]);
      return tf.add(features, linear(tf.concat(statistics, 1), p['stem/statistics/weight']));
    },
  };
}
