import type { Triple, Volume, VoxelArray } from '@totalfm/core';

/** Where the voxels of one grid lie in another's indices: those of voxel 0, and what a step along each axis adds. */
export interface Lattice {
  readonly origin: readonly number[];
  readonly steps: readonly (readonly number[])[];
}

/** Voxels that an axis may drift by over the whole grid, and still count as parallel: rounding of headers. */
const DRIFT = 1e-6;

/** For each axis of `to`, the nearest voxel of the other grid, −1 outside of it; undefined where axes are not parallel. */
export function alignedVoxels({ origin, steps }: Lattice, from: Triple, to: Triple): readonly Int32Array[] | undefined {
  const drifts = steps.flatMap((step, axis) => step.map((value, row) => (row === axis ? 0 : value * to[axis])));
  if (!drifts.every((drift) => Math.abs(drift) < DRIFT)) return undefined;
  return steps.map((step, axis) =>
    Int32Array.from({ length: to[axis] }, (_, index) => {
      const voxel = Math.round(origin[axis] + index * step[axis]);
      return voxel >= 0 && voxel < from[axis] ? voxel : -1;
    }),
  );
}

/** Picks voxels row by row: rows and planes that fall on the same voxels as the one before are copies of it. */
export function pickAligned({ data, size }: Volume, [x, y, z]: readonly Int32Array[], out: VoxelArray): void {
  const [nx, ny] = [x.length, y.length];
  const first = x.findIndex((voxel) => voxel >= 0);
  const last = x.findLastIndex((voxel) => voxel >= 0);
  if (first < 0) return;
  for (let k = 0; k < z.length; k++) {
    if (z[k] < 0) continue;
    const plane = nx * ny * k;
    if (k > 0 && z[k] === z[k - 1]) {
      out.copyWithin(plane, plane - nx * ny, plane);
      continue;
    }
    for (let j = 0; j < ny; j++) {
      if (y[j] < 0) continue;
      const row = plane + nx * j;
      if (j > 0 && y[j] === y[j - 1]) out.copyWithin(row, row - nx, row);
      else pickRow(data, size[0] * (y[j] + size[1] * z[k]), x.subarray(first, last + 1), out.subarray(row + first));
    }
  }
}

function pickRow(data: VoxelArray, offset: number, x: Int32Array, out: VoxelArray): void {
  for (let i = 0; i < x.length; i++) out[i] = data[offset + x[i]];
}
