import { mapTriple } from '@totalfm/core';
import type { Grid } from '../grid.ts';
import { boxOf } from '../grid.ts';
import type { Field } from './field.ts';
import { createField } from './field.ts';
import type { TubeNode } from './geometry.ts';

/** Distances to a bundle of tubes, with the number of the nearest segment (counted through all tubes). */
export interface TubeField extends Field {
  readonly segment: Uint16Array;
  /** How many segments there are. */
  readonly segments: number;
}

/** Distances to tubes, on the box that they need when grown by `marginMm`. */
export function tubeField(grid: Grid, tubes: readonly (readonly TubeNode[])[], marginMm = 0): TubeField {
  const margin = marginMm + 0.75 * Math.max(...grid.spacing);
  const low: [number, number, number] = [1e9, 1e9, 1e9];
  const high: [number, number, number] = [-1e9, -1e9, -1e9];
  for (const { at, radius } of tubes.flat()) {
    for (let axis = 0; axis < 3; axis++) {
      low[axis] = Math.min(low[axis], at[axis] - radius - margin);
      high[axis] = Math.max(high[axis], at[axis] + radius + margin);
    }
  }
  const field = createField(grid, low, high);
  const segments = tubes.flatMap((tube) => tube.slice(1).map((to, n) => ({ from: tube[n], to })));
  const bundle = { ...field, segment: new Uint16Array(field.distance.length), segments: segments.length };
  segments.forEach(({ from, to }, number) => addSegment(grid, bundle, { from, to, number }, margin));
  return bundle;
}

interface Segment {
  readonly from: TubeNode;
  readonly to: TubeNode;
  readonly number: number;
}

function addSegment(grid: Grid, field: TubeField, { from, to, number }: Segment, margin: number): void {
  const reach = Math.max(from.radius, to.radius) + margin;
  const box = boxOf(
    grid,
    mapTriple(from.at, (value, axis) => Math.min(value, to.at[axis]) - reach),
    mapTriple(from.at, (value, axis) => Math.max(value, to.at[axis]) + reach),
  );
  const { low, high, distance, segment } = field;
  const width = high[0] - low[0];
  const height = high[1] - low[1];
  const [ax, ay, az] = from.at;
  const [bx, by, bz] = [to.at[0] - ax, to.at[1] - ay, to.at[2] - az];
  const inverse = 1 / Math.max(1e-6, bx * bx + by * by + bz * bz);
  const r0 = solidRadius(from.radius, grid.edgeMm);
  const slope = solidRadius(to.radius, grid.edgeMm) - r0;
  const { x, y, z } = grid;
  const first = Math.max(box.low[0], low[0]);
  const last = Math.min(box.high[0], high[0]);
  for (let k = Math.max(box.low[2], low[2]); k < Math.min(box.high[2], high[2]); k++) {
    const pz = z[k] - az;
    for (let j = Math.max(box.low[1], low[1]); j < Math.min(box.high[1], high[1]); j++) {
      const py = y[j] - ay;
      let at = first - low[0] + width * (j - low[1] + height * (k - low[2]));
      const along = py * by + pz * bz;
      for (let i = first; i < last; i++, at++) {
        const px = x[i] - ax;
        let t = (px * bx + along) * inverse;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        const dx = px - t * bx;
        const dy = py - t * by;
        const dz = pz - t * bz;
        const d = Math.sqrt(dx * dx + dy * dy + dz * dz) - r0 - slope * t;
        if (d < distance[at]) {
          distance[at] = d;
          segment[at] = number;
        }
      }
    }
  }
}

/**
 * A tube thinner than a voxel must not fill one: the radius for which `0.5 − distance / edge` on the axis is the
 * share of the voxel's cross-section that the tube takes up.
 */
function solidRadius(radius: number, edge: number): number {
  return Math.min(radius, (Math.PI * radius * radius) / edge - edge / 2);
}
