import type { Triple } from '@totalfm/core';
import type { Grid } from '../grid.ts';
import { shapeCellMm, shapeNoise } from '../noise.ts';
import type { Field } from './field.ts';
import { createField } from './field.ts';
import type { Rotation } from './geometry.ts';

/** An ellipsoid by its centre and semi-axes in millimetres. */
export interface Ellipsoid {
  readonly centre: Triple;
  readonly radii: Triple;
  readonly turn?: Rotation;
}

/** A soft solid: ellipsoids melted together, others melted away, and a slow wobble of the surface. */
export interface Blob {
  readonly parts: readonly Ellipsoid[];
  readonly cuts?: readonly Ellipsoid[];
  /** Millimetres over which parts melt into each other. */
  readonly blendMm?: number;
  /** Deviation of the surface's wobble in millimetres. */
  readonly wobbleMm?: number;
  /** Where the wobble is read from its noise, in millimetres: other places, other shapes. */
  readonly wobbleAt?: Triple;
}

/** Distances to a blob's surface, on the box that it needs when grown by `marginMm`. */
export function blobField(grid: Grid, blob: Blob, marginMm = 0): Field {
  const { parts, cuts = [], blendMm = 8, wobbleMm = 0, wobbleAt = [0, 0, 0] } = blob;
  const margin = marginMm + 2 * wobbleMm + blendMm / 4 + Math.max(...grid.spacing);
  const low: [number, number, number] = [1e9, 1e9, 1e9];
  const high: [number, number, number] = [-1e9, -1e9, -1e9];
  for (const part of parts) {
    for (let axis = 0; axis < 3; axis++) {
      const reach = halfWidth(part, axis) + margin;
      low[axis] = Math.min(low[axis], part.centre[axis] - reach);
      high[axis] = Math.max(high[axis], part.centre[axis] + reach);
    }
  }
  const field = createField(grid, low, high);
  parts.forEach((part) => melt(grid, field, part, { blendMm, away: false }));
  cuts.forEach((cut) => melt(grid, field, cut, { blendMm, away: true }));
  if (wobbleMm > 0) wobble(grid, field, wobbleMm, wobbleAt);
  return field;
}

/** Half the extent of a turned ellipsoid along an axis of the torso. */
function halfWidth({ radii, turn }: Ellipsoid, axis: number): number {
  return turn ? Math.hypot(turn[axis] * radii[0], turn[3 + axis] * radii[1], turn[6 + axis] * radii[2]) : radii[axis];
}

const unturned: Rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/**
 * Joins an ellipsoid to a field (or takes it away) with a polynomial smooth minimum. The distance to an ellipsoid is
 * Quilez's bound `|p/r| (|p/r| − 1) / |p/r²|`: exact on the surface, close near it (iquilezles.org, "ellipsoid SDF").
 */
function melt(
  grid: Grid,
  field: Field,
  { centre, radii, turn = unturned }: Ellipsoid,
  { blendMm, away }: { readonly blendMm: number; readonly away: boolean },
): void {
  const { low, high, distance } = field;
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = turn;
  const [ia, ib, ic] = [1 / radii[0], 1 / radii[1], 1 / radii[2]];
  const smallest = Math.min(...radii);
  const half = blendMm > 0 ? 0.25 / blendMm : 0;
  for (let k = low[2], at = 0; k < high[2]; k++) {
    const pz = grid.z[k] - centre[2];
    for (let j = low[1]; j < high[1]; j++) {
      const py = grid.y[j] - centre[1];
      const x0 = r1 * py + r2 * pz;
      const y0 = r4 * py + r5 * pz;
      const z0 = r7 * py + r8 * pz;
      for (let i = low[0]; i < high[0]; i++, at++) {
        const px = grid.x[i] - centre[0];
        const qx = (r0 * px + x0) * ia;
        const qy = (r3 * px + y0) * ib;
        const qz = (r6 * px + z0) * ic;
        const k0 = Math.sqrt(qx * qx + qy * qy + qz * qz);
        const sx = qx * ia;
        const sy = qy * ib;
        const sz = qz * ic;
        const k1 = Math.sqrt(sx * sx + sy * sy + sz * sz);
        let d = k0 > 1e-3 ? (k0 * (k0 - 1)) / k1 : -smallest;
        const other = distance[at];
        if (away) {
          d = -d;
          const h = blendMm - Math.abs(d - other);
          distance[at] = (d > other ? d : other) + (h > 0 ? h * h * half : 0);
        } else {
          const h = blendMm - Math.abs(d - other);
          distance[at] = (d < other ? d : other) - (h > 0 ? h * h * half : 0);
        }
      }
    }
  }
}

/** Moves a surface in and out by slow noise. */
export function wobble(grid: Grid, field: Field, amountMm: number, place: Triple): void {
  const { low, high, distance } = field;
  const { data, edge } = shapeNoise();
  const cells = (axis: Float64Array, a: number) =>
    Int32Array.from(axis, (mm) => Math.floor((mm + place[a] + 4096) / shapeCellMm) & (edge - 1));
  const [cx, cy, cz] = [cells(grid.x, 0), cells(grid.y, 1), cells(grid.z, 2)];
  for (let k = low[2], at = 0; k < high[2]; k++) {
    for (let j = low[1]; j < high[1]; j++) {
      const row = edge * (cy[j] + edge * cz[k]);
      for (let i = low[0]; i < high[0]; i++, at++) distance[at] += amountMm * data[row + cx[i]];
    }
  }
}
