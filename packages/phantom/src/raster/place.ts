import { mapTriple, type Random, type Triple } from '@totalfm/core';
import type { Box } from '../grid.ts';
import type { Canvas } from './canvas.ts';
import { allow } from './paint.ts';

const directions: readonly Triple[] = [
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [0, 0, -1],
  [0.6, 0.6, 0.5],
  [-0.6, 0.6, 0.5],
  [0.6, -0.6, 0.5],
  [-0.6, -0.6, 0.5],
  [0.6, 0.6, -0.5],
  [-0.6, -0.6, -0.5],
];

export interface Wanted {
  readonly box: Box;
  readonly labels: readonly number[];
  readonly radiusMm: number;
  readonly share?: number;
  readonly accept?: (at: Triple) => boolean;
}

/**
 * A place for something of this radius among the voxels with one of the labels: the one of many random places whose
 * surroundings lie in the organ most fully, nearest to `share` of them (1: deep inside, 0.6: at the surface).
 * Undefined where the box holds no such voxel.
 */
export function placeInside(
  canvas: Canvas,
  random: Random,
  { box, labels, radiusMm, share = 1, accept }: Wanted,
): Triple | undefined {
  const { grid } = canvas;
  const allowed = allow(labels);
  const axes = [grid.x, grid.y, grid.z] as const;
  let best: Triple | undefined;
  let bestGap = Infinity;
  for (let attempt = 0; attempt < 160 && bestGap > 0.02; attempt++) {
    const at = mapTriple(axes, (axis, a) => {
      const index = random.uniform(box.low[a], box.high[a]) - 0.5;
      return axis[0] + index * grid.spacing[a];
    });
    if (allowed[labelAt(canvas, at)] === 0 || (accept && !accept(at))) continue;
    const inside = directions.filter(
      (d) =>
        allowed[labelAt(canvas, [at[0] + d[0] * radiusMm, at[1] + d[1] * radiusMm, at[2] + d[2] * radiusMm])] === 1,
    );
    const gap = Math.abs(share - inside.length / directions.length);
    if (gap < bestGap) [best, bestGap] = [at, gap];
  }
  return best;
}

/** Structure number at a point; 0 outside the scan. */
export function labelAt({ grid, labels }: Canvas, at: Triple): number {
  const [i, j, k] = [grid.x, grid.y, grid.z].map((axis, a) => Math.round((at[a] - axis[0]) / grid.spacing[a]));
  if (i < 0 || j < 0 || k < 0 || i >= grid.size[0] || j >= grid.size[1] || k >= grid.size[2]) return 0;
  return labels[i + grid.size[0] * (j + grid.size[1] * k)];
}
