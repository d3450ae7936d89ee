import type { Triple, VoxelArray } from '@totalfm/core';
import { cropView, type ArrayView } from './array-view.ts';

/** The smallest box around all that is not 0, as nnU-Net crops every image. A scan of zeros stays as it is. */
export function cropToNonzero(data: VoxelArray, view: ArrayView): ArrayView {
  return crop(data, view, { inside: (value) => value !== 0, share: 0, marginMm: 0 });
}

/** HU above which a voxel is no air, the share of a plane that has to be so, and what is left around the body. */
const BODY = { inside: (value: number) => value > -500, share: 0.002, marginMm: 10 };

/** A box around the body. nnU-Net does not do this: windows lie elsewhere, and those in empty air are saved. */
export function cropToBody(data: VoxelArray, view: ArrayView): ArrayView {
  return crop(data, view, BODY);
}

interface Rule {
  readonly inside: (value: number) => boolean;
  /** Planes with fewer than this share inside are cut off at either end. */
  readonly share: number;
  readonly marginMm: number;
}

function crop(data: VoxelArray, view: ArrayView, rule: Rule): ArrayView {
  const { shape, spacing } = view;
  const bounds = shape.map((n, axis) => {
    const least = Math.max(1, (rule.share * shape[0] * shape[1] * shape[2]) / n);
    let [from, to] = [0, n];
    while (from < n && !reaches(data, view, [axis, from], { ...rule, least })) from++;
    if (from === n) return [0, n];
    while (!reaches(data, view, [axis, to - 1], { ...rule, least })) to--;
    const margin = Math.ceil(rule.marginMm / spacing[axis]);
    return [Math.max(0, from - margin), Math.min(n, to + margin)];
  });
  const side = (end: 0 | 1) => bounds.map((bound) => bound[end]) as unknown as Triple;
  return cropView(view, side(0), side(1));
}

/** Whether plane `index` of `axis` has at least so many voxels inside. */
function reaches(
  data: VoxelArray,
  { start, steps, shape }: ArrayView,
  [axis, index]: readonly [number, number],
  { inside, least }: Rule & { readonly least: number },
): boolean {
  const [b, c] = [0, 1, 2].filter((other) => other !== axis);
  let count = 0;
  for (let i = 0; i < shape[b]; i++) {
    let at = start + index * steps[axis] + i * steps[b];
    for (let j = 0; j < shape[c]; j++, at += steps[c]) if (inside(data[at]) && ++count >= least) return true;
  }
  return false;
}
