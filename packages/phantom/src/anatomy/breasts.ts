import { fatHu } from '../phases.ts';
import { blobField } from '../raster/blob.ts';
import { paint } from '../raster/paint.ts';
import type { Scene } from '../scene.ts';
import { trunkRadii } from './trunk.ts';

/** A woman's breasts, lying on the chest wall: fat with strands of gland. */
export function drawBreasts(scene: Scene): void {
  const { canvas, cavity, plan } = scene;
  if (plan.patient.sex === 'male') return;
  const random = scene.random('breasts');
  const size = 0.75 + 0.02 * plan.patient.fatMm + random.uniform(-0.1, 0.1);
  const { halfDepth } = trunkRadii(468);
  const field = blobField(
    canvas.grid,
    {
      parts: [-1, 1].map((sign) => ({
        centre: scene.at(sign * 72, -halfDepth * 0.82 - 16, 462),
        radii: scene.sized(50, 26, 46, size),
      })),
      blendMm: 4,
      wobbleMm: 1.5,
    },
    2,
  );
  const { low, high, distance } = field;
  const { grid } = canvas;
  const wallMm = 24;
  for (let k = low[2], at = 0; k < high[2]; k++) {
    for (let j = low[1]; j < high[1]; j++) {
      for (let i = low[0], voxel = low[0] + grid.size[0] * (j + grid.size[1] * k); i < high[0]; i++, at++, voxel++) {
        const deep = cavity[voxel] + wallMm;
        if (deep > distance[at]) distance[at] = deep;
      }
    }
  }
  paint(canvas, field, { hu: 0, grow: 1.5 });
  paint(canvas, field, { hu: fatHu + 12, grain: 34 - 0.25 * plan.patient.age, grow: -1 });
}
