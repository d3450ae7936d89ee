import type { PhantomFinding, Side, Triple } from '@totalfm/core';
import { lerp } from '../grid.ts';
import { ballField } from '../raster/ball.ts';
import { blobField } from '../raster/blob.ts';
import { paint } from '../raster/paint.ts';
import { placeInside } from '../raster/place.ts';
import type { CustomOrgan } from '../custom-organs.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';

/** Millimetres of the mean torso for 1 in the frame of `PhantomShape.centre`. */
const frameMm: Triple = [165, 110, 620];

/** Draws a plugin's organ: its ellipsoids, sized by its whole-organ findings, then its focal ones. */
export function drawCustomOrgan(scene: Scene, { organ, phantom, numbers }: CustomOrgan): void {
  const { canvas, plan } = scene;
  const random = scene.random(`custom/${organ}`);
  const planned = phantom.findings.filter(({ finding, prevalence }) =>
    scene.random(`custom/${organ}/${finding}`).chance(Math.min(0.95, prevalence)),
  );
  const sides = [...new Set(phantom.shapes.map(({ structure }) => sideOf(structure)))];
  const chosen = new Map(planned.map((finding) => [finding, random.pick(sides)]));
  const hu = (plan.phase === 'plain' ? phantom.hu.plain : phantom.hu.contrast) * (1 + 0.06 * random.normal());
  const natural = 1 + 0.05 * Math.max(-2, Math.min(2, random.normal()));
  for (const [n, { structure, centre, radiiMm }] of phantom.shapes.entries()) {
    let factor = natural;
    for (const [{ scale }, side] of chosen)
      if (scale && side === sideOf(structure))
        factor *= lerp(scale[0], scale[1], scene.random(`custom/${organ}/size`).next());
    const field = blobField(canvas.grid, {
      parts: [
        {
          centre: scene.at(centre[0] * frameMm[0], centre[1] * frameMm[1], centre[2] * frameMm[2]),
          radii: scene.sized(...radiiMm, factor),
        },
      ],
      wobbleMm: 0.04 * Math.min(...radiiMm),
      wobbleAt: [random.uniform(0, 256), n, 0],
    });
    paint(canvas, field, { hu, grain: 5, label: numbers.get(structure) });
  }
  for (const [finding, side] of chosen)
    drawFinding(scene, finding, {
      organ,
      side,
      labels: phantom.shapes
        .filter(({ structure }) => sideOf(structure) === side)
        .map(({ structure }) => numbers.get(structure)!),
    });
}

interface Place {
  readonly organ: string;
  readonly side: Side | undefined;
  /** Structure numbers of the organ on that side. */
  readonly labels: readonly number[];
}

function drawFinding(scene: Scene, { finding, focal }: PhantomFinding, { organ, side, labels }: Place): void {
  const { canvas } = scene;
  const random = scene.random(`custom/${organ}/${finding}/place`);
  const plan = { finding, organ, sides: side ? [side] : [], severity: random.next(), growth: 1 };
  if (!focal) return found(scene, plan, { side });
  const sizeMm = lerp(focal.diameterMm[0], focal.diameterMm[1], plan.severity);
  const everywhere = { low: [0, 0, 0] as Triple, high: canvas.grid.size };
  const box = boxOfLabels(scene, labels) ?? everywhere;
  const centreMm = placeInside(canvas, random, { box, labels, radiusMm: sizeMm * 0.35 });
  if (!centreMm) return;
  paint(canvas, ballField(canvas.grid, centreMm, sizeMm), {
    hu: random.uniform(focal.hu[0], focal.hu[1]),
    grain: 4,
    label: labels[0],
  });
  found(scene, plan, { side, sizeMm, centreMm });
}

function sideOf(structure: string): Side | undefined {
  return structure.endsWith('_left') ? 'left' : structure.endsWith('_right') ? 'right' : undefined;
}

function boxOfLabels(
  { canvas: { grid, labels: map } }: Scene,
  labels: readonly number[],
): { low: Triple; high: Triple } | undefined {
  const low: [number, number, number] = [1e9, 1e9, 1e9];
  const high: [number, number, number] = [-1, -1, -1];
  for (let k = 0, voxel = 0; k < grid.size[2]; k++) {
    for (let j = 0; j < grid.size[1]; j++) {
      for (let i = 0; i < grid.size[0]; i++, voxel++) {
        if (!labels.includes(map[voxel])) continue;
        [i, j, k].forEach((index, axis) => {
          low[axis] = Math.min(low[axis], index);
          high[axis] = Math.max(high[axis], index + 1);
        });
      }
    }
  }
  return high[0] < 0 ? undefined : { low, high };
}
