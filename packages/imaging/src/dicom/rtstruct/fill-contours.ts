import { worldToVoxel, type VolumeGeometry } from '@totalfm/core';
import { markOutline } from './mark-outline.ts';
import type { Roi } from './structure-set.ts';

/** How far the points of an outline may lie from the middle of its slice, in slices. */
const OFF_SLICE = 0.5;

export interface FilledContours {
  /** Outlines that lie outside of the grid, or at an angle to its slices, or are points and lines beside all centres. */
  readonly outside: number;
}

/**
 * Writes a structure's number into every voxel whose centre its outlines enclose, by the even-odd rule over all outlines of
 * a slice: one within another is a hole. A centre on an outline, outer or of a hole, belongs to the structure: programs that
 * make outlines of masks run them through the centres of the outermost voxels.
 */
export function fillContours(
  data: Uint8Array | Uint16Array,
  geometry: VolumeGeometry,
  { contours, label }: Roi,
): FilledContours {
  const [nx, ny, nz] = geometry.size;
  const slices = new Map<number, Float64Array[]>();
  let outside = 0;
  for (const contour of contours) {
    const { points, slice } = onGrid(contour, geometry);
    if (slice === undefined || slice < 0 || slice >= nz) outside++;
    else {
      const outlines = slices.get(slice);
      if (outlines) outlines.push(points);
      else slices.set(slice, [points]);
    }
  }
  // For each pixel of a row, and one behind it: whether outlines cross the row before it, an odd number of times.
  const flags = new Uint8Array((nx + 1) * ny);
  for (const [slice, outlines] of slices) {
    const [first, end] = rowsOf(outlines, ny);
    flags.fill(0, first * (nx + 1), end * (nx + 1));
    for (const points of outlines) flagCrossings(flags, points, nx, ny);
    for (let j = first, flag = first * (nx + 1); j < end; j++, flag++) {
      const row = nx * (j + ny * slice);
      for (let i = 0, inside = 0; i < nx; i++, flag++) {
        inside ^= flags[flag];
        if (inside) data[row + i] = label;
      }
    }
    const voxels = data.subarray(nx * ny * slice, nx * ny * (slice + 1));
    for (const points of outlines)
      if (markOutline(voxels, points, [nx, ny], label) === 0 && points.length < 6) outside++;
  }
  return { outside };
}

/** The rows that outlines may cross, from the first up to, not including, the last: most structures are small. */
function rowsOf(outlines: readonly Float64Array[], ny: number): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const points of outlines) {
    for (let i = 1; i < points.length; i += 2) {
      low = Math.min(low, points[i]);
      high = Math.max(high, points[i]);
    }
  }
  return [Math.min(ny, Math.max(0, Math.ceil(low))), Math.max(0, Math.min(ny, Math.ceil(high)))];
}

/** Points in pixels of a slice; no slice where they lie in none. */
function onGrid(contour: Float64Array, geometry: VolumeGeometry) {
  const points = new Float64Array((contour.length / 3) * 2);
  let [lowest, highest] = [Infinity, -Infinity];
  for (let i = 0, to = 0; i < contour.length; i += 3) {
    const [x, y, z] = worldToVoxel(geometry, [contour[i], contour[i + 1], contour[i + 2]]);
    points[to++] = x;
    points[to++] = y;
    lowest = Math.min(lowest, z);
    highest = Math.max(highest, z);
  }
  const slice = Math.round((lowest + highest) / 2);
  const within = slice - lowest <= OFF_SLICE + 1e-6 && highest - slice <= OFF_SLICE + 1e-6;
  return { points, slice: within ? slice : undefined };
}

function flagCrossings(flags: Uint8Array, points: Float64Array, nx: number, ny: number): void {
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    const upward = points[i + 1] <= points[next + 1];
    const [x0, y0] = upward ? [points[i], points[i + 1]] : [points[next], points[next + 1]];
    const [x1, y1] = upward ? [points[next], points[next + 1]] : [points[i], points[i + 1]];
    // Rows from y0 on and before y1: an end that two edges share counts once.
    const last = Math.min(ny, Math.ceil(y1));
    for (let j = Math.max(0, Math.ceil(y0)); j < last; j++) {
      const x = x0 + ((j - y0) / (y1 - y0)) * (x1 - x0);
      flags[j * (nx + 1) + Math.min(nx, Math.max(0, Math.ceil(x)))] ^= 1;
    }
  }
}
