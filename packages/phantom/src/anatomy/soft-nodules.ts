import type { Random, Triple } from '@totalfm/core';
import { boxOf, lerp } from '../grid.ts';
import { ballField } from '../raster/ball.ts';
import { paint } from '../raster/paint.ts';
import { placeInside } from '../raster/place.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';

/** Enlarged nodes in the fat around the great vessels, in front of the lumbar spine. */
export function drawLymphNodes(scene: Scene): void {
  const plan = scene.finding('lymphadenopathy');
  if (!plan) return;
  const largest = drawNodules(scene, scene.random('lymph nodes'), {
    count: Math.round(lerp(4, 12, plan.severity)),
    diameterMm: lerp(14, 32, plan.severity) * plan.growth,
    low: scene.at(-48, -8, 190),
    high: scene.at(52, 48, 335),
  });
  if (!largest) return;
  const across = largest.centreMm[0] - scene.plan.shift[0];
  const place = across > 14 ? 'left para-aortic' : across < -30 ? 'right paracaval' : 'aortocaval';
  found(scene, plan, { ...largest, place });
}

/** Implants in the fat behind the anterior abdominal wall: an omental cake where there are many. */
export function drawPeritonealImplants(scene: Scene): void {
  const plan = scene.finding('metastatic_disease');
  if (!plan) return;
  const largest = drawNodules(scene, scene.random('implants'), {
    count: Math.round(lerp(10, 36, plan.severity)),
    diameterMm: lerp(10, 24, plan.severity) * plan.growth,
    low: scene.at(-115, -125, 150),
    high: scene.at(115, -35, 320),
    depthMm: 34,
  });
  if (largest) found(scene, plan, { ...largest, kind: plan.severity > 0.5 ? 'extensive' : 'scattered' });
}

interface Nodules {
  readonly count: number;
  /** Of the largest; others have down to half of it. */
  readonly diameterMm: number;
  readonly low: Triple;
  readonly high: Triple;
  /** How deep behind the wall they lie at most. */
  readonly depthMm?: number;
}

/** Balls of soft tissue in the fat of the cavity, the largest first; undefined where not even that one finds room. */
function drawNodules(
  scene: Scene,
  random: Random,
  { count, diameterMm, low, high, depthMm = Infinity }: Nodules,
): { readonly sizeMm: number; readonly centreMm: Triple } | undefined {
  const { canvas, tissue, cavity } = scene;
  const { grid } = canvas;
  const box = boxOf(grid, low, high);
  // Nodes and implants enhance about as the wall of the bowel does.
  const hu = tissue.gut + random.uniform(-4, 4);
  let largest: { sizeMm: number; centreMm: Triple } | undefined;
  for (let index = 0; index < count; index++) {
    const sizeMm = index === 0 ? diameterMm : diameterMm * random.uniform(0.5, 0.95);
    const isFat = (at: Triple) => {
      const [i, j, k] = [grid.x, grid.y, grid.z].map((axis, a) => Math.round((at[a] - axis[0]) / grid.spacing[a]));
      const voxel = i + grid.size[0] * (j + grid.size[1] * k);
      return canvas.hu[voxel] < -40 && canvas.hu[voxel] > -170 && cavity[voxel] > 2 && cavity[voxel] < depthMm;
    };
    const centreMm = placeInside(canvas, random, { box, labels: [0], radiusMm: sizeMm / 2, accept: isFat });
    if (!centreMm) continue;
    paint(canvas, ballField(grid, centreMm, sizeMm), { hu, grain: 3, onto: [0] });
    largest ??= { sizeMm, centreMm };
  }
  return largest;
}
