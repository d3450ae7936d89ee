import type { Triple } from '@totalfm/core';
import { clamp, lerp } from '../grid.ts';
import { blobField } from '../raster/blob.ts';
import { clipToDepth } from '../raster/field.ts';
import { rotation } from '../raster/geometry.ts';
import { paint } from '../raster/paint.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';
import { clipAtDiaphragm } from './diaphragm.ts';

const label = labelOf('spleen');

/** The spleen against the left diaphragm and flank; mottled in the arterial phase; enlarged or infarcted. */
export function drawSpleen(scene: Scene, insetMm: number): void {
  const { canvas, tissue, plan } = scene;
  const random = scene.random('spleen');
  const big = scene.finding('splenomegaly');
  const scale = big ? lerp(1.24, 1.56, big.severity) : 0.96 + 0.06 * clamp(random.normal(), -2, 2);
  const radii = scene.sized(24, 44, 54, scale);
  const grown = scale - 1;
  const [cx, cy, cz] = scene.at(100 - 24 * grown + 2 * random.normal(), 34 - 26 * grown, 328 - 34 * grown);
  const centre: Triple = [cx, cy, cz + plan.breathMm * 0.7];
  const turn = rotation(-24, -14, 24);
  const field = blobField(canvas.grid, {
    parts: [{ centre, radii, turn }],
    cuts: [{ centre: [centre[0] - radii[0] * 1.45, centre[1] - radii[1] * 0.2, centre[2]], radii: [radii[0] * 0.9, radii[1] * 0.5, radii[2] * 0.62] }],
    blendMm: 7,
    wobbleMm: 1.8,
    wobbleAt: [random.uniform(0, 256), random.uniform(0, 256), 0],
  });
  clipAtDiaphragm(clipToDepth(field, canvas.grid, scene.cavity, 1 + insetMm), scene, 'below', 1.5 + insetMm * 0.5);
  paint(canvas, field, { hu: tissue.spleen, grain: plan.phase === 'arterial' ? 16 : 4, label });
  if (big) found(scene, big, { sizeMm: 2 * radii[2] });
  drawInfarcts(scene, centre, radii);
}

/** A wedge without blood: its base on the capsule, its tip towards the hilum. Drawn as a cone of melted balls. */
function drawInfarcts(scene: Scene, centre: Triple, radii: Triple): void {
  const plan = scene.finding('splenic_infarct');
  if (!plan) return;
  const { canvas, tissue } = scene;
  const random = scene.random('infarct');
  const count = random.chance(0.25) ? 2 : 1;
  for (let n = 0; n < count; n++) {
    const angle = random.uniform(-1, 1) + n * Math.PI * 0.6;
    const outward = [Math.cos(angle * 0.4) * 0.9, Math.sin(angle) * 0.6, Math.sin(angle + 0.6) * 0.75];
    const length = Math.hypot(outward[0], outward[1], outward[2]);
    const base = lerp(11, 20, plan.severity) * random.uniform(0.9, 1.1);
    const steps = [1.02, 0.78, 0.54, 0.3];
    const wedge = blobField(canvas.grid, {
      parts: steps.map((t) => ({
        centre: centre.map((value, axis) => value + (outward[axis] / length) * radii[axis] * t) as unknown as Triple,
        radii: [0.62 * base * (0.25 + 0.75 * t), base * (0.25 + 0.75 * t), base * (0.25 + 0.75 * t)] as Triple,
      })),
      blendMm: 5,
    });
    const hu = scene.plan.phase === 'plain' ? 20 + 6 * random.next() : Math.min(42, tissue.spleen - 50) + 4 * random.normal();
    paint(canvas, wedge, { hu, grain: 5, onto: [label] });
    found(scene, plan, { sizeMm: 2 * base, centreMm: centre.map((value, axis) => value + (outward[axis] / length) * radii[axis] * 0.8) as unknown as Triple });
  }
}
