import { mapTriple, type Triple } from './triple.ts';
import type { VolumeGeometry } from './volume.ts';

/** LPS millimetres of a (possibly fractional) voxel index. */
export function voxelToWorld({ spacing, origin, direction }: VolumeGeometry, index: Triple): Triple {
  const along = (row: number) =>
    origin[row] +
    direction[3 * row] * spacing[0] * index[0] +
    direction[3 * row + 1] * spacing[1] * index[1] +
    direction[3 * row + 2] * spacing[2] * index[2];
  return [along(0), along(1), along(2)];
}

/** Fractional voxel index of a point in LPS millimetres. */
export function worldToVoxel({ spacing, origin, direction }: VolumeGeometry, point: Triple): Triple {
  const offset = point.map((value, row) => value - origin[row]);
  // The columns of `direction` are orthonormal, so its inverse is its transpose.
  const along = (axis: number) =>
    (direction[axis] * offset[0] + direction[axis + 3] * offset[1] + direction[axis + 6] * offset[2]) / spacing[axis];
  return [along(0), along(1), along(2)];
}

/** Do two volumes share a grid: the same size, and every corner voxel within `toleranceMm` of the other's? */
export function sameGrid(a: VolumeGeometry, b: VolumeGeometry, toleranceMm = 0.05): boolean {
  if (a.size.some((edge, axis) => edge !== b.size[axis])) return false;
  for (let corner = 0; corner < 8; corner++) {
    const index = mapTriple(a.size, (edge, axis) => ((corner >> axis) & 1) * (edge - 1));
    const [p, q] = [voxelToWorld(a, index), voxelToWorld(b, index)];
    if (!(Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) <= toleranceMm)) return false;
  }
  return true;
}
