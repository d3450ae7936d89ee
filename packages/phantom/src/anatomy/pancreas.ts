import type { Triple } from '@totalfm/core';
import { clamp, lerp } from '../grid.ts';
import { fatHu, fluidHu } from '../phases.ts';
import { ballField } from '../raster/ball.ts';
import { wobble } from '../raster/blob.ts';
import type { TubeNode } from '../raster/geometry.ts';
import { smoothPath } from '../raster/geometry.ts';
import { paint } from '../raster/paint.ts';
import { tubeField } from '../raster/tube.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';

const label = labelOf('pancreas');

/** The pancreas from the duodenal loop to the spleen's hilum, with the splenic vein behind it; atrophy. Returns its course. */
export function drawPancreas(scene: Scene): readonly TubeNode[] {
  const { canvas, tissue, plan } = scene;
  const random = scene.random('pancreas');
  const atrophy = scene.finding('pancreatic_atrophy');
  const age = clamp(1 - 0.003 * (plan.patient.age - 59), 0.88, 1.1);
  const thick = atrophy ? lerp(0.66, 0.46, atrophy.severity) : age * (1 + 0.07 * clamp(random.normal(), -2, 2));
  const rise = random.uniform(-6, 10);
  const lift = plan.breathMm * 0.4;
  const node = (x: number, y: number, z: number, radius: number): TubeNode => {
    const [px, py, pz] = scene.at(x, y, z);
    return { at: [px, py, pz + lift], radius: radius * thick * plan.patient.scale[0] };
  };
  const path = smoothPath(
    [
      node(-24, 4, 254, 12),
      node(-24, -4, 270, 15),
      node(-14, -14, 281, 11),
      node(4, -20, 288, 9.5),
      node(30, -8, 296 + rise * 0.4, 11),
      node(56, 10, 306 + rise * 0.8, 11),
      node(76, 24, 312 + rise, 9.5),
    ],
    12,
  );
  const field = tubeField(canvas.grid, [path], 4);
  wobble(canvas.grid, field, 1.6, [random.uniform(0, 256), 0, 0]);
  const veinPath = smoothPath(
    [node(-8, 2, 284, 6), node(20, 6, 292, 5), node(54, 24, 308 + rise, 4.2), node(80, 36, 318 + rise, 3.6)],
    16,
  ).map(({ at }, n, all) => ({ at, radius: 5.6 - (2 * n) / all.length }));
  const portal = smoothPath(
    [scene.at(-6, 0, 282), scene.at(-14, 0, 296), scene.at(-22, 4, 304)].map((at) => ({
      at: [at[0], at[1], at[2] + lift] as Triple,
      radius: 6.4,
    })),
    14,
  );
  const mesenteric = smoothPath(
    [scene.at(-6, -6, 282), scene.at(-4, -16, 255), scene.at(-6, -14, 210)].map((at) => ({ at, radius: 5 })),
    16,
  );
  paint(canvas, tubeField(canvas.grid, [veinPath, portal, mesenteric]), {
    hu: tissue.portal,
    grain: 3,
    label: labelOf('portal_vein_and_splenic_vein'),
  });
  // Fat between the lobules, more of it with age and atrophy.
  const fatShare = atrophy ? 0.22 : clamp(0.06 + 0.003 * (plan.patient.age - 50), 0.02, 0.16);
  paint(canvas, field, { hu: fatHu, grow: 2.5, label: 0 });
  paint(canvas, field, { hu: tissue.pancreas + fatShare * (fatHu - tissue.pancreas), grain: 9 + 45 * fatShare, label });
  if (atrophy) found(scene, atrophy);
  return path;
}

const parts = ['uncinate process', 'head', 'neck', 'body', 'body', 'tail', 'tail'];

/** Cysts. Drawn when the organs around the pancreas have taken their place. */
export function drawPancreaticLesions(scene: Scene, path: readonly TubeNode[]): void {
  const plan = scene.finding('pancreatic_cyst');
  if (!plan) return;
  const { canvas } = scene;
  const random = scene.random('pancreatic-cyst');
  const sizeMm = clamp(lerp(11, 32, plan.severity ** 1.2) * plan.growth, 10, 40);
  const t = random.uniform(0.08, 0.95);
  const { at, radius } = path[Math.floor(t * (path.length - 1))];
  // A large cyst bulges forward from the gland.
  const bulge = Math.max(0, sizeMm / 2 - radius) * 0.6;
  const centreMm: Triple = [at[0], at[1] - bulge, at[2] + random.uniform(-2, 2)];
  const ball = ballField(canvas.grid, centreMm, sizeMm);
  paint(canvas, ball, { hu: fluidHu + random.uniform(-2, 8), grain: 2, label });
  found(scene, plan, { sizeMm, centreMm, place: parts[Math.min(6, Math.floor(t * 7))] });
}
