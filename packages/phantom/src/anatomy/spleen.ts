import { mapTriple, type Triple } from '@totalfm/core';
import { clamp, lerp } from '../grid.ts';
import { blobField } from '../raster/blob.ts';
import type { Field } from '../raster/field.ts';
import { clipToDepth } from '../raster/field.ts';
import { rotation } from '../raster/geometry.ts';
import { paint } from '../raster/paint.ts';
import { placeInside } from '../raster/place.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';
import { clipAtDiaphragm } from './diaphragm.ts';

const label = labelOf('spleen');

export interface DrawnSpleen {
  readonly field: Field;
  readonly centre: Triple;
}

/** The spleen against the left diaphragm and flank; mottled in the arterial phase; sometimes enlarged. */
export function drawSpleen(scene: Scene, insetMm: number): DrawnSpleen {
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
    cuts: [
      {
        centre: [centre[0] - radii[0] * 1.45, centre[1] - radii[1] * 0.2, centre[2]],
        radii: [radii[0] * 0.9, radii[1] * 0.5, radii[2] * 0.62],
      },
    ],
    blendMm: 7,
    wobbleMm: 1.8,
    wobbleAt: [random.uniform(0, 256), random.uniform(0, 256), 0],
  });
  clipAtDiaphragm(clipToDepth(field, canvas.grid, scene.cavity, 1 + insetMm), scene, 'below', 1.5 + insetMm * 0.5);
  paint(canvas, field, { hu: tissue.spleen, grain: plan.phase === 'arterial' ? 16 : 4, label });
  if (big) found(scene, big, { sizeMm: 2 * radii[2] });
  return { field, centre };
}

/**
 * A wedge without blood: its base on the capsule, its tip towards the hilum. Drawn as a row of melted balls, when the
 * organs around the spleen have taken their place.
 */
export function drawSpleenLesions(scene: Scene, { field, centre }: DrawnSpleen): void {
  const plan = scene.finding('splenic_infarct');
  if (!plan) return;
  const { canvas, tissue } = scene;
  const random = scene.random('infarct');
  const count = random.chance(0.25) ? 2 : 1;
  for (let n = 0; n < count; n++) {
    const surface = placeInside(canvas, random, { box: field, labels: [label], radiusMm: 9, share: 0.65 });
    if (!surface) continue;
    const base = lerp(12, 22, plan.severity) * random.uniform(0.9, 1.1);
    const inward = surface.map((value, axis) => centre[axis] - value);
    const length = Math.max(1, Math.hypot(inward[0], inward[1], inward[2]));
    const along = (mm: number) => mapTriple(surface, (value, axis) => value + (inward[axis] / length) * mm);
    const wedge = blobField(canvas.grid, {
      parts: [-0.4, 0.2, 0.8, 1.3].map((t) => {
        const radius = base * (0.95 - 0.42 * (t + 0.4));
        return { centre: along(t * base), radii: [radius * 0.85, radius, radius] as Triple };
      }),
      blendMm: 5,
    });
    const hu =
      scene.plan.phase === 'plain' ? 20 + 6 * random.next() : Math.min(42, tissue.spleen - 50) + 4 * random.normal();
    paint(canvas, wedge, { hu, grain: 5, onto: [label] });
    found(scene, plan, { sizeMm: 2 * base, centreMm: along(0.2 * base) });
  }
}
