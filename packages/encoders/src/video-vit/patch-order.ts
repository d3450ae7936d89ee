import * as tf from '@tensorflow/tfjs';
import { product } from '@totalfm/compute';
import { mapTriple, type Triple } from '@totalfm/core';

/**
 * How a volume becomes patches, and a patch becomes cells: `levels[0]` holds the finest merge, e.g. 2 × 2 × 2 voxels
 * into one cell, the last level merges the last cells into the patch. In patch order, the members of a cell are neighbours
 * in memory at every level, so that each merge is a reshape.
 */
export interface PatchPlan {
  readonly size: Triple;
  readonly patch: Triple;
  /** Patches along (x, y, z). */
  readonly grid: Triple;
  readonly tokens: number;
  readonly voxels: number;
  /** Merge factors (x, y, z) from the finest to the coarsest; their product is the patch. */
  readonly levels: readonly Triple[];
}

export function planPatches(size: Triple, patch: Triple): PatchPlan {
  const grid = mapTriple(size, (n, axis) => n / patch[axis]);
  const levels: Triple[] = [];
  let rest: Triple = patch;
  while (product(rest) > 1) {
    const level = mapTriple(rest, (n) => (n % 2 === 0 ? 2 : n));
    levels.push(level);
    rest = mapTriple(rest, (n, axis) => n / level[axis]);
  }
  return { size, patch, grid, tokens: product(grid), voxels: product(patch), levels };
}

/**
 * [batch, channels · z · y · x] → [batch · tokens, channels · voxels] in patch order, one transpose. With several channels, a
 * finest cell holds its members of the first channel, then those of the second.
 */
export function patchify(volumes: tf.Tensor, plan: PatchPlan, channels = 1): tf.Tensor {
  const batch = volumes.shape[0];
  const shape: number[] = channels > 1 ? [batch, channels] : [batch];
  // Axis position of each factor after the reshape: per spatial axis, the grid and then its levels from coarse to fine.
  const gridAxis: number[] = [];
  const levelAxis: number[][] = plan.levels.map(() => [-1, -1, -1]);
  for (const axis of [2, 1, 0]) {
    gridAxis[axis] = shape.push(plan.grid[axis]) - 1;
    for (let level = plan.levels.length - 1; level >= 0; level--) {
      const factor = plan.levels[level][axis];
      if (factor > 1) levelAxis[level][axis] = shape.push(factor) - 1;
    }
  }
  const order = [0, gridAxis[2], gridAxis[1], gridAxis[0]];
  for (let level = plan.levels.length - 1; level >= 0; level--) {
    if (level === 0 && channels > 1) order.push(1);
    for (const axis of [2, 1, 0]) if (levelAxis[level][axis] >= 0) order.push(levelAxis[level][axis]);
  }
  return tf.reshape(tf.transpose(tf.reshape(volumes, shape), order), [batch * plan.tokens, channels * plan.voxels]);
}
