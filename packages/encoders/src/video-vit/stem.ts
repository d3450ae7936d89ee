import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Tensors } from '@totalfm/core';
import { biasSpec, linear, product, relu, weightSpec } from '@totalfm/compute';
import { linearStem, linearStemSpecs } from '@totalfm/networks';
import type { Cells } from './cells.ts';
import type { PatchPlan } from './patch-order.ts';
import { patchStatistics } from './patch-statistics.ts';

type Specs = Record<string, ParameterSpec>;

/** A patch stem: cells of n patches → tokens [n, dim]. */
export interface Stem {
  readonly parameters: Specs;
  embed(parameters: Tensors, cells: Cells): tf.Tensor;
}

/** LayerNorm–Linear–LayerNorm over all voxels of a patch in all windows: the original TotalFM's. */
export function linearPatchStem(plan: PatchPlan, channels: number, dim: number): Stem {
  const length = plan.voxels * channels;
  return {
    parameters: linearStemSpecs(length, dim),
    embed: (p, { values }) => linearStem(p, tf.reshape(values, [-1, length])),
  };
}

/**
 * Merges cells level by level; each level adds a linear map of the maximum over a cell's members to the linear map of all
 * of them, and patch statistics join at the end. A mean-pooled linear patch dilutes a 4 mm stone; a maximum keeps it.
 */
export function extremesStem(plan: PatchPlan, channels: number, masked: boolean, dim: number): Stem {
  const statistics = patchStatistics(plan, channels, masked);
  const widths = plan.levels.map((_, level) =>
    level === plan.levels.length - 1 ? dim : Math.min(dim, 16 * 3 ** level),
  );
  const parameters: Specs = {};
  plan.levels.forEach((factors, level) => {
    const members = product(factors);
    const input = level === 0 ? channels : widths[level - 1];
    parameters[`stem/level${level}/weight`] = weightSpec(members * input, widths[level]);
    parameters[`stem/level${level}/bias`] = biasSpec(widths[level]);
    if (level > 0) parameters[`stem/level${level}/maximum/weight`] = weightSpec(input, widths[level]);
  });
  parameters['stem/statistics/weight'] = weightSpec(statistics.length, dim);
  return {
    parameters,
    embed(p, patches) {
      let cells = patches.values;
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
      return tf.add(features, linear(statistics.of(patches), p['stem/statistics/weight']));
    },
  };
}
