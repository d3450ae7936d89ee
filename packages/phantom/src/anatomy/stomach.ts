import { lerp } from '../grid.ts';
import { wobble } from '../raster/blob.ts';
import { clipToDepth } from '../raster/field.ts';
import type { TubeNode } from '../raster/geometry.ts';
import { smoothPath } from '../raster/geometry.ts';
import { paint } from '../raster/paint.ts';
import { tubeField } from '../raster/tube.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';
import { clipAtDiaphragm } from './diaphragm.ts';

/** The stomach from fundus to pylorus, with fluid, food and gas; a thick wall where gastritis or a tumour is. */
export function drawStomach(scene: Scene, insetMm: number): void {
  const { canvas, tissue, plan } = scene;
  const random = scene.momentary('stomach');
  const shape = scene.random('stomach');
  const filling = random.uniform(0.74, 1.08);
  const lift = plan.breathMm * 0.6;
  const sag = shape.uniform(-10, 12);
  const node = (x: number, y: number, z: number, radius: number): TubeNode => {
    const [px, py, pz] = scene.at(x, y, z);
    return { at: [px, py, pz + lift], radius: radius * filling * plan.patient.scale[0] };
  };
  const path = smoothPath(
    [
      node(58, 18, 366, 32),
      node(62, 6, 345, 37),
      node(62, -20, 312, 33),
      node(50, -46, 282 - sag, 28),
      node(22, -58, 266 - sag, 23),
      node(-8, -54, 264 - sag * 0.5, 18),
      node(-26, -42, 274, 12),
    ],
    14,
  );
  const field = tubeField(canvas.grid, [path], 4);
  wobble(canvas.grid, field, 2, [shape.uniform(0, 256), 0, 0]);
  clipAtDiaphragm(clipToDepth(field, canvas.grid, scene.cavity, 2 + insetMm), scene, 'below', 2);
  const thick = scene.finding('gastric_wall_thickening');
  const wallMm = thick ? lerp(9, 17, thick.severity) : 4.2 + (1.08 - filling) * 5;
  const label = labelOf('stomach');
  paint(canvas, field, { hu: tissue.gut - (thick ? 8 : 0), grain: 8, label });
  const middle = scene.at(58, 0, 330);
  const gas = random.chance(0.85) ? middle[1] + random.uniform(-30, 12) : -1e9;
  const food = random.chance(0.3);
  paint(canvas, field, {
    hu: food ? random.uniform(25, 70) : random.uniform(5, 25),
    grain: food ? 26 : 5,
    grow: -wallMm,
    gasAbove: gas,
  });
  if (thick) found(scene, thick, { sizeMm: wallMm, centreMm: path[Math.floor(path.length * 0.55)].at });
}
