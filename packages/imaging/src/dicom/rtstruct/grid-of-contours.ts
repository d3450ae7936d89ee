import type { VolumeGeometry } from '@totalfm/core';
import { imagingErrors } from '../../errors.ts';
import { cross, dot, lengthOf, minus, plus, scaled, type Vector } from '../geometry/vectors.ts';

/** Millimetres between the pixels of a grid that is made for outlines. */
const PIXEL_MM = 1;
/** Planes that are nearer than this are one. */
const SAME_PLANE_MM = 0.1;
/** Metres of a body, and slices of a scan, are fewer. */
const MOST_EDGE = 4096;
const MOST_VOXELS = 2 ** 30;

/**
 * A grid for outlines without their series: their planes, at their median distance, with pixels of 1 mm and one of them
 * around all outlines, whose edges the outermost lie on. Throws `TFM_DICOM_GEOMETRY`.
 */
export function gridOfContours(contours: readonly Float64Array[], file: string): VolumeGeometry {
  const axes = axesOf(contours);
  const [low, high] = [[Infinity, Infinity], [-Infinity, -Infinity]]; // prettier-ignore
  const places: number[] = [];
  for (const contour of contours) {
    let sum = 0;
    for (let i = 0; i < contour.length; i += 3) {
      const point: Vector = [contour[i], contour[i + 1], contour[i + 2]];
      for (const axis of [0, 1] as const) {
        const at = dot(point, axes[axis]);
        low[axis] = Math.min(low[axis], at);
        high[axis] = Math.max(high[axis], at);
      }
      sum += dot(point, axes[2]);
    }
    places.push((3 * sum) / contour.length);
  }
  const planes = distinct(places);
  const step = medianGap(planes) ?? PIXEL_MM;
  const [x, y] = [0, 1].map((axis) => Math.ceil((high[axis] - low[axis]) / PIXEL_MM) + 2);
  const z = Math.round((planes[planes.length - 1] - planes[0]) / step) + 1;
  if (![x, y, z].every((edge) => edge > 0 && edge <= MOST_EDGE) || x * y * z > MOST_VOXELS)
    throw imagingErrors.TFM_DICOM_GEOMETRY({
      file,
      message: `The outlines of ${file} would need a grid of ${x} × ${y} × ${z} voxels.`,
      fix: 'Put the series that they were drawn on beside the file, or export it again.',
    });
  const corner = [low[0] - PIXEL_MM / 2, low[1] - PIXEL_MM / 2, planes[0]];
  const origin = corner.reduce<Vector>((at, mm, axis) => plus(at, scaled(axes[axis], mm)), [0, 0, 0]);
  return {
    size: [x, y, z],
    spacing: [PIXEL_MM, PIXEL_MM, step],
    origin,
    direction: [0, 1, 2].flatMap((row) => axes.map((axis) => axis[row])),
  };
}

/** The patient's own axes for axial outlines; others have their plane's normal as the third. */
function axesOf(contours: readonly Float64Array[]): readonly [Vector, Vector, Vector] {
  const normals = contours.map(normalOf);
  const largest = normals.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
  const length = lengthOf(largest);
  const normal: Vector = length > 0 ? scaled(largest, Math.sign(dominant(largest)) / length) : [0, 0, 1];
  if (normal[2] > 0.9999) return [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore
  const start: Vector = Math.abs(normal[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const flat = minus(start, scaled(normal, dot(start, normal)));
  const along = scaled(flat, 1 / lengthOf(flat));
  return [along, cross(normal, along), normal];
}

/** The largest component, by which a normal and its opposite are made one. */
const dominant = (vector: Vector) => vector.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));

/** Twice the area of an outline, along its normal (Newell). */
function normalOf(contour: Float64Array): Vector {
  let sum: Vector = [0, 0, 0];
  for (let i = 0; i < contour.length; i += 3) {
    const next = (i + 3) % contour.length;
    sum = plus(
      sum,
      cross([contour[i], contour[i + 1], contour[i + 2]], [contour[next], contour[next + 1], contour[next + 2]]),
    );
  }
  return sum;
}

function distinct(places: readonly number[]): readonly number[] {
  const sorted = [...places].sort((a, b) => a - b);
  return sorted.filter((place, i) => i === 0 || place - sorted[i - 1] > SAME_PLANE_MM);
}

function medianGap(planes: readonly number[]): number | undefined {
  const gaps = planes.slice(1).map((place, i) => place - planes[i]);
  return gaps.sort((a, b) => a - b)[gaps.length >> 1];
}
