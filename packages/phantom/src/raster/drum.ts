import { mapTriple, type Triple } from '@totalfm/core';
import type { Grid } from '../grid.ts';
import { clamp } from '../grid.ts';
import type { Field } from './field.ts';
import { createField } from './field.ts';

/** A short upright cylinder with an elliptic cross-section: a vertebral body or a disc. */
export interface Drum {
  readonly centre: Triple;
  /** Half width, half depth, half height in millimetres. */
  readonly radii: Triple;
  /** Change of y with z of its axis. */
  readonly slope?: number;
  /** Share of the height lost at the anterior edge and at the posterior one: a wedge fracture. The upper endplate sinks. */
  readonly loss?: { readonly anterior: number; readonly posterior: number };
}

export function drumField(grid: Grid, { centre, radii, slope = 0, loss = { anterior: 0, posterior: 0 } }: Drum): Field {
  const margin = 1.5 * Math.max(...grid.spacing);
  const reach = [radii[0], radii[1] + Math.abs(slope) * radii[2], radii[2]].map((radius) => radius + margin);
  const field = createField(
    grid,
    mapTriple(centre, (value, axis) => value - reach[axis]),
    mapTriple(centre, (value, axis) => value + reach[axis]),
  );
  const { low, high, distance } = field;
  for (let k = low[2], at = 0; k < high[2]; k++) {
    const dz = grid.z[k] - centre[2];
    // The waist of a vertebral body is a little narrower than its endplates.
    const waist = 0.92 + 0.08 * Math.min(1, (dz / radii[2]) ** 2);
    for (let j = low[1]; j < high[1]; j++) {
      const dy = grid.y[j] - centre[1] - slope * dz;
      const anterior = clamp(0.5 - dy / (2 * radii[1]), 0, 1);
      const top = radii[2] * (1 - 2 * (loss.posterior + (loss.anterior - loss.posterior) * anterior));
      const vertical = Math.max(dz - top, -radii[2] - dz);
      for (let i = low[0]; i < high[0]; i++, at++) {
        const dx = grid.x[i] - centre[0];
        const rho = Math.sqrt((dx / (radii[0] * waist)) ** 2 + (dy / (radii[1] * waist)) ** 2);
        const radial = (rho - 1) * Math.min(radii[0], radii[1]) * waist;
        distance[at] = radial > vertical ? radial : vertical;
      }
    }
  }
  return field;
}
