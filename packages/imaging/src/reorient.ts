import { voxelToWorld, type Triple, type Volume, type VoxelArray } from '@totalfm/core';

type AxisOrder = readonly [number, number, number];

const permutations: readonly AxisOrder[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** For each of left, posterior and superior: the volume axis that runs nearest to it, and whether it runs backwards. */
export interface CanonicalAxes {
  readonly axes: AxisOrder;
  readonly flipped: readonly [boolean, boolean, boolean];
}

/** The permutation whose axes lie nearest to left, posterior and superior together, as in ITK and nibabel. */
export function canonicalAxes({ direction }: Pick<Volume, 'direction'>): CanonicalAxes {
  const closeness = (axes: AxisOrder) => axes.reduce((sum, axis, row) => sum + Math.abs(direction[3 * row + axis]), 0);
  const axes = permutations.reduce((best, next) => (closeness(next) > closeness(best) + 1e-9 ? next : best));
  const backwards = (row: number) => direction[3 * row + axes[row]] < 0;
  return { axes, flipped: [backwards(0), backwards(1), backwards(2)] };
}

/**
 * The volume with its axes permuted and flipped so that x runs nearest to left, y to posterior and z to superior. No
 * voxel value changes, and every voxel keeps its place in the patient. A volume that is so already comes back itself.
 */
export function reorient<Data extends VoxelArray>(volume: Volume<Data>): Volume<Data> {
  return alongAxes(volume, canonicalAxes(volume));
}

/** As {@link reorient}, with the axes running nearest to those of another volume instead. */
export function reorientLike<Data extends VoxelArray>(
  volume: Volume<Data>,
  { direction: like }: Pick<Volume, 'direction'>,
): Volume<Data> {
  const { direction } = volume;
  const cosine = (a: number, b: number) => [0, 3, 6].reduce((sum, row) => sum + like[row + a] * direction[row + b], 0);
  const turned = [0, 1, 2].flatMap((a) => [0, 1, 2].map((b) => cosine(a, b)));
  return alongAxes(volume, canonicalAxes({ direction: turned }));
}

function alongAxes<Data extends VoxelArray>(volume: Volume<Data>, { axes, flipped }: CanonicalAxes): Volume<Data> {
  if (axes.every((axis, row) => axis === row) && !flipped.includes(true)) return volume;
  const { size, spacing, direction } = volume;
  const first: [number, number, number] = [0, 0, 0];
  axes.forEach((axis, row) => (first[axis] = flipped[row] ? size[axis] - 1 : 0));
  const pick = (values: Triple): Triple => [values[axes[0]], values[axes[1]], values[axes[2]]];
  return {
    data: permuted(volume, axes, flipped),
    size: pick(size),
    spacing: pick(spacing),
    origin: voxelToWorld(volume, first),
    direction: [0, 1, 2].flatMap((row) =>
      axes.map((axis, column) => (flipped[column] ? -1 : 1) * direction[3 * row + axis] || 0),
    ),
  };
}

function permuted<Data extends VoxelArray>(
  { data, size }: Volume<Data>,
  axes: AxisOrder,
  flipped: readonly boolean[],
): Data {
  const strides = [1, size[0], size[0] * size[1]];
  const steps = axes.map((axis, row) => (flipped[row] ? -strides[axis] : strides[axis]));
  const start = axes.reduce((sum, axis, row) => sum + (flipped[row] ? (size[axis] - 1) * strides[axis] : 0), 0);
  const [nx, ny, nz] = axes.map((axis) => size[axis]);
  const out = new (data.constructor as new (length: number) => Data)(data.length);
  let to = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      let from = start + k * steps[2] + j * steps[1];
      if (steps[0] === 1) {
        out.set(data.subarray(from, from + nx), to);
        to += nx;
      } else for (let i = 0; i < nx; i++, from += steps[0]) out[to++] = data[from];
    }
  }
  return out;
}
