import { applyWindow, totalFmWindows } from '@totalfm/imaging';
import type { OrganVolume, Triple, Window } from '@totalfm/core';

export type Plane = 'axial' | 'coronal' | 'sagittal';
export const planes: readonly Plane[] = ['axial', 'coronal', 'sagittal'];

/** HU around the slice: black in every window. */
const air = -32768;

/** A picture in [0, 1], row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Voxel that the slices go through: the middle of the organ's mask, or of the volume. */
export function organCentre({ mask, size }: OrganVolume): Triple {
  const sum = [0, 0, 0];
  let count = 0;
  mask?.forEach((inside, voxel) => {
    if (!inside) return;
    count++;
    sum[0] += voxel % size[0];
    sum[1] += Math.floor(voxel / size[0]) % size[1];
    sum[2] += Math.floor(voxel / (size[0] * size[1]));
  });
  const middle = (axis: number) => (count > 0 ? Math.round(sum[axis] / count) : Math.floor(size[axis] / 2));
  return [middle(0), middle(1), middle(2)];
}

/** The one of TotalFM's windows that an organ is read in: bone for bones, lung for what is mostly air, soft tissue for the rest. */
export function windowFor({ organ, hu, mask }: OrganVolume): Window {
  if (/vertebra|bone|rib|sacrum|femur|skull/.test(organ)) return totalFmWindows.bone;
  const inside = hu.filter((_, voxel) => !mask || mask[voxel] === 1).sort();
  return inside[inside.length >> 1] < -300 ? totalFmWindows.lung : totalFmWindows['soft-tissue'];
}

/** How a slice is looked at. */
export interface SliceView {
  readonly centre: Triple;
  readonly window: Window;
  /** Pixels of the picture along each side. */
  readonly edge: number;
}

/**
 * A slice through `centre` as radiologists look at it: the patient's right on the picture's left, anterior (axial) or
 * superior (coronal, sagittal) on top, sagittal with anterior on the left. It fills a square of `edge` pixels at true
 * proportions, black around it.
 */
export function slicePicture(volume: OrganVolume, plane: Plane, { centre, window, edge }: SliceView): Picture {
  const values = new Float32Array(edge * edge).fill(air);
  const [across, down] = axesOf(plane);
  eachPixel(volume, plane, { centre, edge }, (pixel, at) => (values[pixel] = bilinear(volume, at, across, down)));
  return { width: edge, height: edge, values: applyWindow(values, window, values) };
}

const axesOf = (plane: Plane): readonly [0 | 1, 1 | 2] => [plane === 'sagittal' ? 1 : 0, plane === 'axial' ? 1 : 2];

/** Calls back for each pixel of a slice that shows the volume, with its place there in voxels; it is one array, used again. */
export function eachPixel(
  { size, extentMm }: Pick<OrganVolume, 'size' | 'extentMm'>,
  plane: Plane,
  { centre, edge }: Omit<SliceView, 'window'>,
  take: (pixel: number, at: readonly [number, number, number]) => void,
): void {
  const [across, down] = axesOf(plane);
  const scale = edge / Math.max(...extentMm);
  const shown = [extentMm[across] * scale, extentMm[down] * scale];
  const at: [number, number, number] = [...centre];
  for (let row = 0; row < edge; row++) {
    for (let column = 0; column < edge; column++) {
      const u = (column + 0.5 - (edge - shown[0]) / 2) / shown[0];
      const v = (row + 0.5 - (edge - shown[1]) / 2) / shown[1];
      if (u < 0 || u >= 1 || v < 0 || v >= 1) continue;
      at[across] = u * size[across] - 0.5;
      at[down] = (plane === 'axial' ? v : 1 - v) * size[down] - 0.5;
      take(row * edge + column, at);
    }
  }
}

/** Linear along two axes; the third coordinate is a whole number. */
function bilinear(
  { hu, size }: Pick<OrganVolume, 'hu' | 'size'>,
  at: readonly [number, number, number],
  a: 0 | 1,
  b: 1 | 2,
): number {
  const strides = [1, size[0], size[0] * size[1]];
  const third = 3 - a - b;
  const base = at[third] * strides[third];
  const [a0, a1, fa] = neighbours(at[a], size[a]);
  const [b0, b1, fb] = neighbours(at[b], size[b]);
  const value = (i: number, j: number) => hu[base + i * strides[a] + j * strides[b]];
  return (
    (1 - fb) * ((1 - fa) * value(a0, b0) + fa * value(a1, b0)) + fb * ((1 - fa) * value(a0, b1) + fa * value(a1, b1))
  );
}

function neighbours(position: number, size: number): [number, number, number] {
  const inside = Math.min(Math.max(position, 0), size - 1);
  const below = Math.min(Math.floor(inside), Math.max(size - 2, 0));
  return [below, Math.min(below + 1, size - 1), inside - below];
}
