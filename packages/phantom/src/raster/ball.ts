import { mapTriple, type Triple } from '@totalfm/core';
import type { Grid } from '../grid.ts';
import { createField } from './field.ts';
import type { Field } from './field.ts';

const samples = 4;

/**
 * A small ball. Its distances are those for which painting fills each voxel by the ball's true share of it, found by
 * 4³ samples a voxel: a stone smaller than a voxel keeps its mass.
 */
export function ballField(grid: Grid, centre: Triple, diameterMm: number): Field {
  const radius = diameterMm / 2;
  const reach = grid.spacing.map((spacing) => radius + spacing);
  const field = createField(
    grid,
    mapTriple(centre, (value, axis) => value - reach[axis]),
    mapTriple(centre, (value, axis) => value + reach[axis]),
  );
  const { low, high, distance } = field;
  const [sx, sy, sz] = grid.spacing;
  for (let k = low[2], at = 0; k < high[2]; k++) {
    for (let j = low[1]; j < high[1]; j++) {
      for (let i = low[0]; i < high[0]; i++, at++) {
        let inside = 0;
        for (let c = 0; c < samples; c++) {
          const dz = grid.z[k] + ((c + 0.5) / samples - 0.5) * sz - centre[2];
          for (let b = 0; b < samples; b++) {
            const dy = grid.y[j] + ((b + 0.5) / samples - 0.5) * sy - centre[1];
            for (let a = 0; a < samples; a++) {
              const dx = grid.x[i] + ((a + 0.5) / samples - 0.5) * sx - centre[0];
              if (dx * dx + dy * dy + dz * dz < radius * radius) inside++;
            }
          }
        }
        distance[at] = grid.edgeMm * (0.5 - inside / samples ** 3);
      }
    }
  }
  return field;
}
