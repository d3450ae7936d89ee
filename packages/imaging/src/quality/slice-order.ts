import type { Volume } from '@totalfm/core';
import { canonicalAxes } from '../reorient.ts';

/** How the slices of a scan follow one another along the patient's length. */
export interface SliceOrder {
  /** Pairs of neighbours that hold the same values, of all pairs of slices that show something. */
  readonly same: number;
  readonly pairs: number;
  /**
   * Mean difference between neighbours, over the mean difference between slices far apart: 0.2 to 0.7 in a scan, about 1
   * where slices are in no order. Undefined for fewer than 12 slices.
   */
  readonly roughness: number | undefined;
  /** Neighbours that differ as slices far apart do, and much more than other neighbours: the lower slice of each pair. */
  readonly jumps: readonly number[];
}

/** Rows and columns of a slice that are looked at: enough to tell slices apart. */
const SAMPLES = 48;

/** Looks at each slice on a coarse lattice: milliseconds for a scan of any size. */
export function sliceOrder(ct: Volume): SliceOrder {
  const slices = sampledSlices(ct);
  const neighbours = slices.slice(1).map((slice, index) => meanDifference(slices[index], slice));
  const shown = slices.slice(1).map((slice, index) => isScanned(slice) && isScanned(slices[index]));
  const same = neighbours.filter((difference, index) => difference === 0 && shown[index]).length;
  const pairs = shown.filter(Boolean).length;
  const far = mean(slices.slice(slices.length >> 1).map((slice, index) => meanDifference(slices[index], slice)));
  if (slices.length < 12 || far === 0) return { same, pairs, roughness: undefined, jumps: [] };
  const threshold = Math.max(0.6 * far, 3 * median(neighbours));
  const jumps = neighbours.flatMap((difference, index) => (difference > threshold ? [index] : []));
  return { same, pairs, roughness: mean(neighbours) / far, jumps };
}

function sampledSlices({ data, size, direction }: Volume): readonly Float64Array[] {
  const { axes } = canonicalAxes({ direction });
  const along = axes[2];
  const [u, v] = [0, 1, 2].filter((axis) => axis !== along);
  const strides = [1, size[0], size[0] * size[1]];
  const step = (axis: number) => Math.max(1, Math.floor(size[axis] / SAMPLES));
  const columns = Math.ceil(size[u] / step(u));
  const rows = Math.ceil(size[v] / step(v));
  return Array.from({ length: size[along] }, (_, slice) => {
    const values = new Float64Array(columns * rows);
    for (let row = 0, to = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        values[to++] = Math.max(
          -1000,
          Math.min(1000, data[slice * strides[along] + row * step(v) * strides[v] + column * step(u) * strides[u]]),
        );
    return values;
  });
}

/** Has noise, as every scan of something has: empty slices and drawings may well be the same. */
const isScanned = (slice: Float64Array) => new Set(slice).size > 16;

function meanDifference(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / a.length;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
