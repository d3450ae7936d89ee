import { mapTriple, type Triple, type VolumeGeometry } from '@totalfm/core';

export type Geometry = VolumeGeometry;

export function geometryOf({ size, spacing, origin, direction }: Geometry): Geometry {
  return { size, spacing, origin, direction };
}

/** LPS millimetres of a (possibly fractional) voxel index. */
export function voxelToWorld({ spacing, origin, direction }: Geometry, index: Triple): Triple {
  const along = (row: number) =>
    origin[row] +
    direction[3 * row] * spacing[0] * index[0] +
    direction[3 * row + 1] * spacing[1] * index[1] +
    direction[3 * row + 2] * spacing[2] * index[2];
  return [along(0), along(1), along(2)];
}

/** Fractional voxel index of a point in LPS millimetres. */
export function worldToVoxel({ spacing, origin, direction }: Geometry, point: Triple): Triple {
  const offset = point.map((value, row) => value - origin[row]);
  // The columns of `direction` are orthonormal, so its inverse is its transpose.
  const along = (axis: number) =>
    (direction[axis] * offset[0] + direction[axis + 3] * offset[1] + direction[axis + 6] * offset[2]) / spacing[axis];
  return [along(0), along(1), along(2)];
}

/** Do two volumes share a grid: the same size, and every corner voxel within `toleranceMm` of the other's? */
export function sameGrid(a: Geometry, b: Geometry, toleranceMm = 0.05): boolean {
  if (a.size.some((edge, axis) => edge !== b.size[axis])) return false;
  for (let corner = 0; corner < 8; corner++) {
    const index = mapTriple(a.size, (edge, axis) => ((corner >> axis) & 1) * (edge - 1));
    const [p, q] = [voxelToWorld(a, index), voxelToWorld(b, index)];
    if (!(Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) <= toleranceMm)) return false;
  }
  return true;
}

const list = (values: readonly number[], digits: number) =>
  values.map((value) => String(Number(value.toFixed(digits)))).join(', ');

/** A grid in words, for messages: `122 × 101 × 30 voxels of 3 × 3 × 3 mm from (178, −11.3, 94.3), axes (…)`. */
export function describeGrid({ size, spacing, origin, direction }: Geometry): string {
  const mm = spacing.map((step) => String(Number(step.toFixed(4)))).join(' × ');
  return `${size.join(' × ')} voxels of ${mm} mm from LPS (${list(origin, 2)}), axes [${list(direction, 3)}]`;
}
