import type { Triple, VolumeGeometry, VoxelArray } from '@totalfm/core';
import { canonicalAxes } from '@totalfm/imaging';

/** A network’s array [d0, d1, d2] where it lies in a volume’s voxels: the place of its first element, and a step along each axis. */
export interface ArrayView {
  readonly start: number;
  readonly steps: Triple;
  readonly shape: Triple;
  /** Millimetres. */
  readonly spacing: Triple;
}

type Axes = Pick<VolumeGeometry, 'size' | 'spacing' | 'direction'>;

/**
 * (z, y, x) as stored, or turned to RAS (x to the right, y to the front, z up), and then in the order of `transpose`: what
 * nnU-Net’s readers and `transpose_forward` make of a volume, without moving a voxel.
 */
export function networkView(
  volume: Axes,
  { reorient, transpose }: { reorient: boolean; transpose: Triple },
): ArrayView {
  const { axes, flipped } = canonicalAxes(volume);
  // Canonical axes run to the left, the back and up; RAS runs the other way along the first two.
  const oriented = reorient
    ? { axes: [axes[2], axes[1], axes[0]], backwards: [flipped[2], !flipped[1], !flipped[0]] }
    : { axes: [2, 1, 0], backwards: [false, false, false] };
  const { size, spacing } = volume;
  const strides = [1, size[0], size[0] * size[1]];
  const along = transpose.map((axis) => ({ axis: oriented.axes[axis], back: oriented.backwards[axis] }));
  const triple = (of: (way: (typeof along)[number]) => number) => along.map(of) as unknown as Triple;
  return {
    start: along.reduce((sum, { axis, back }) => sum + (back ? (size[axis] - 1) * strides[axis] : 0), 0),
    steps: triple(({ axis, back }) => (back ? -strides[axis] : strides[axis])),
    shape: triple(({ axis }) => size[axis]),
    spacing: triple(({ axis }) => spacing[axis]),
  };
}

/** From `from` up to `to` (not included) along each axis. */
export function cropView({ start, steps, spacing }: ArrayView, from: Triple, to: Triple): ArrayView {
  return {
    start: start + from.reduce((sum, n, axis) => sum + n * steps[axis], 0),
    steps,
    spacing,
    shape: to.map((n, axis) => n - from[axis]) as unknown as Triple,
  };
}

/** Its elements, the last axis fastest. */
export function readView(data: VoxelArray, { start, steps, shape }: ArrayView): Float32Array {
  const out = new Float32Array(shape[0] * shape[1] * shape[2]);
  let at = 0;
  for (let a = 0; a < shape[0]; a++)
    for (let b = 0; b < shape[1]; b++) {
      let from = start + a * steps[0] + b * steps[1];
      for (let c = 0; c < shape[2]; c++, from += steps[2]) out[at++] = data[from];
    }
  return out;
}
