import type { Triple } from '@totalfm/core';
import type { Box, Grid } from '../grid.ts';
import { boxOf } from '../grid.ts';

/** Signed distances in millimetres to a surface (negative inside), on a box of the grid; x fastest. */
export interface Field extends Box {
  readonly distance: Float32Array;
}

export function createField(grid: Grid, low: Triple, high: Triple): Field {
  const box = boxOf(grid, low, high);
  const voxels = box.low.reduce((product, first, axis) => product * (box.high[axis] - first), 1);
  return { ...box, distance: new Float32Array(voxels).fill(1e3) };
}

/** Keeps the part of a shape that lies inside another region of the whole grid, given by its depth (positive inside). */
export function clipToDepth(field: Field, grid: Grid, depth: Float32Array, insetMm = 0): Field {
  const { low, high, distance } = field;
  for (let k = low[2], at = 0; k < high[2]; k++) {
    for (let j = low[1]; j < high[1]; j++) {
      for (let i = low[0], voxel = low[0] + grid.size[0] * (j + grid.size[1] * k); i < high[0]; i++, at++, voxel++) {
        const outside = insetMm - depth[voxel];
        if (outside > distance[at]) distance[at] = outside;
      }
    }
  }
  return field;
}
