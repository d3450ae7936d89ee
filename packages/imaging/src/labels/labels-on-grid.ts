import {
  mapTriple,
  sameGrid,
  voxelCount,
  voxelToWorld,
  worldToVoxel,
  type Triple,
  type Volume,
  type VoxelArray,
} from '@totalfm/core';
import { geometryOf, type Geometry } from '../geometry.ts';
import { reorientLike } from '../reorient.ts';
import { alignedVoxels, pickAligned, type Lattice } from './aligned-voxels.ts';

/** A label map on another grid. */
export interface LabelsOnGrid {
  readonly volume: Volume;
  /** `same`: each voxel as it is, in the grid's order of axes, or of a part of the grid. `resampled`: by nearest neighbour. */
  readonly how: 'same' | 'resampled';
  /** Labelled voxels of the map that lie outside of the grid, of all of its labelled voxels. */
  readonly lost: number;
}

/**
 * Brings a label map onto a grid. The same lattice in another order or direction of axes is the same grid, reoriented; any
 * other is resampled by nearest neighbour in the patient's millimetres, background outside.
 */
export function labelsOnGrid(labels: Volume, grid: Geometry): LabelsOnGrid {
  const turned = reorientLike(labels, grid);
  // The grid's own geometry, so that rounding in two headers never makes two grids.
  if (sameGrid(turned, grid)) return { volume: { data: turned.data, ...geometryOf(grid) }, how: 'same', lost: 0 };
  return {
    volume: nearest(turned, grid),
    how: isPart(turned, grid) ? 'same' : 'resampled',
    lost: lostShare(turned, grid),
  };
}

/** Millimetres that rounding in headers moves a corner by. */
const TOLERANCE_MM = 0.05;

/** Whether a map's voxels are voxels of the grid, of which it holds a block: a segmentation of some slices of a series. */
function isPart(labels: Volume, grid: Geometry): boolean {
  const at = (index: readonly [number, number, number]) => worldToVoxel(grid, voxelToWorld(labels, index));
  const first = mapTriple(at([0, 0, 0]), Math.round);
  for (const index of cornersOf(labels)) {
    const found = at(index);
    for (let axis = 0; axis < 3; axis++) {
      const voxel = first[axis] + index[axis];
      if (voxel < 0 || voxel >= grid.size[axis]) return false;
      if (!(Math.abs(found[axis] - voxel) * grid.spacing[axis] <= TOLERANCE_MM)) return false;
    }
  }
  return true;
}

const cornersOf = ({ size }: Geometry): readonly Triple[] =>
  Array.from({ length: 8 }, (_, corner) => mapTriple(size, (edge, axis) => ((corner >> axis) & 1) * (edge - 1)));

function nearest(labels: Volume, grid: Geometry): Volume {
  const out = new (labels.data.constructor as new (length: number) => VoxelArray)(voxelCount(grid.size));
  const origin = worldToVoxel(labels, voxelToWorld(grid, [0, 0, 0]));
  const step = (axis: number) => {
    const one = worldToVoxel(labels, voxelToWorld(grid, [+(axis === 0), +(axis === 1), +(axis === 2)]));
    return one.map((value, row) => value - origin[row]);
  };
  const steps = [step(0), step(1), step(2)];
  const aligned = alignedVoxels({ origin, steps }, labels.size, grid.size);
  if (aligned) pickAligned(labels, aligned, out);
  else pickOblique(labels, { origin, steps }, grid.size, out);
  return { data: out, ...geometryOf(grid) };
}

function pickOblique({ data, size }: Volume, { origin, steps }: Lattice, to: Triple, out: VoxelArray): void {
  const [nx, ny, nz] = size;
  for (let k = 0, voxel = 0; k < to[2]; k++) {
    for (let j = 0; j < to[1]; j++) {
      const [x, y, z] = origin.map((start, row) => start + k * steps[2][row] + j * steps[1][row]);
      for (let i = 0; i < to[0]; i++, voxel++) {
        const a = Math.round(x + i * steps[0][0]);
        const b = Math.round(y + i * steps[0][1]);
        const c = Math.round(z + i * steps[0][2]);
        if (a >= 0 && a < nx && b >= 0 && b < ny && c >= 0 && c < nz) out[voxel] = data[a + nx * (b + ny * c)];
      }
    }
  }
}

function lostShare(labels: Volume, grid: Geometry): number {
  const isOutside = (index: Triple) =>
    worldToVoxel(grid, voxelToWorld(labels, index)).some((at, axis) => at < -1 || at > grid.size[axis]);
  // What lies between corners that are inside is inside.
  if (!cornersOf(labels).some(isOutside)) return 0;
  const [nx, ny, nz] = labels.size;
  let [all, lost] = [0, 0];
  for (let k = 0, voxel = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, voxel++) {
        if (labels.data[voxel] === 0) continue;
        all++;
        if (isOutside([i, j, k])) lost++;
      }
    }
  }
  return all > 0 ? lost / all : 0;
}
