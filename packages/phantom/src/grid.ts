import { mapTriple, type Triple } from '@totalfm/core';

/** Millimetres that the phantom fills along x, y and z: a torso from the thoracic inlet to the hips. */
export const extentMm: Triple = [384, 288, 620];

/**
 * The voxel grid, in the torso's own frame: millimetres, +x left, +y posterior, +z superior; x and y are 0 in the
 * middle of the field of view, z is 0 at its lower end.
 */
export interface Grid {
  readonly size: Triple;
  readonly spacing: Triple;
  /** Coordinates of the voxel centres along each axis. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Mean edge of a voxel: the width over which an edge goes from one tissue to the other. */
  readonly edgeMm: number;
}

/** The grid of a voxel size. */
export function createGrid(spacing: Triple): Grid {
  const size = mapTriple(extentMm, (extent, axis) => Math.max(1, Math.round(extent / spacing[axis])));
  const centres = (axis: number, middle: number) =>
    Float64Array.from({ length: size[axis] }, (_, index) => middle + (index - (size[axis] - 1) / 2) * spacing[axis]);
  return {
    size,
    spacing,
    x: centres(0, 0),
    y: centres(1, 0),
    z: centres(2, extentMm[2] / 2),
    edgeMm: Math.cbrt(spacing[0] * spacing[1] * spacing[2]),
  };
}

/** A box of voxels: first and one past the last index along each axis. */
export interface Box {
  readonly low: Triple;
  readonly high: Triple;
}

/** The voxels whose centres lie within `[low, high]` millimetres. */
export function boxOf(grid: Grid, low: Triple, high: Triple): Box {
  const axes = [grid.x, grid.y, grid.z] as const;
  const first = mapTriple(axes, (axis, a) => clamp(Math.ceil((low[a] - axis[0]) / grid.spacing[a]), 0, grid.size[a]));
  const last = mapTriple(axes, (axis, a) =>
    clamp(Math.floor((high[a] - axis[0]) / grid.spacing[a]) + 1, first[a], grid.size[a]),
  );
  return { low: first, high: last };
}

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** `low` at 0, `high` at 1. */
export function lerp(low: number, high: number, t: number): number {
  return low + (high - low) * t;
}
