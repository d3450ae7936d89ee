import { voxelCount, voxelToWorld, worldToVoxel, type Volume } from '@totalfm/core';
import { type Geometry } from '../geometry.ts';

/** The values of a CT at the voxel centres of another grid, linear between its own voxels; NaN outside of them. */
export function huAt(ct: Volume, grid: Geometry): Volume<Float32Array> {
  const out = new Float32Array(voxelCount(grid.size));
  const { data, size } = ct;
  const strides = [1, size[0], size[0] * size[1]];
  const start = worldToVoxel(ct, voxelToWorld(grid, [0, 0, 0]));
  const next = worldToVoxel(ct, voxelToWorld(grid, [1, 0, 0]));
  const step = next.map((value, axis) => value - start[axis]);
  const at = [0, 0, 0];
  for (let k = 0, to = 0; k < grid.size[2]; k++) {
    for (let j = 0; j < grid.size[1]; j++) {
      const row = worldToVoxel(ct, voxelToWorld(grid, [0, j, k]));
      for (let i = 0; i < grid.size[0]; i++, to++) {
        for (let axis = 0; axis < 3; axis++) at[axis] = row[axis] + i * step[axis];
        out[to] = linear(data, size, strides, at);
      }
    }
  }
  return { ...grid, data: out };
}

/** A voxel's own half still belongs to it: beyond half a voxel there is nothing. */
function linear(data: Volume['data'], size: Volume['size'], strides: readonly number[], at: readonly number[]): number {
  let base = 0;
  const [low, part] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (let axis = 0; axis < 3; axis++) {
    if (at[axis] < -0.5 || at[axis] > size[axis] - 0.5) return NaN;
    const inside = Math.min(Math.max(at[axis], 0), size[axis] - 1);
    low[axis] = Math.min(Math.floor(inside), Math.max(0, size[axis] - 2));
    part[axis] = inside - low[axis];
    base += low[axis] * strides[axis];
  }
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    let [weight, index] = [1, base];
    for (let axis = 0; axis < 3; axis++) {
      const isHigh = (corner >> axis) & 1;
      weight *= isHigh ? part[axis] : 1 - part[axis];
      index += isHigh * strides[axis];
    }
    if (weight > 0) sum += weight * data[index];
  }
  return sum;
}
