import { lerp } from '../grid.ts';
import { blobField } from '../raster/blob.ts';
import type { TubeNode } from '../raster/geometry.ts';
import { smoothPath } from '../raster/geometry.ts';
import { gasHu, paint } from '../raster/paint.ts';
import { tubeField } from '../raster/tube.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';
import { allLobes } from './lungs.ts';

/** The esophagus in front of the spine, sometimes with a little air. */
export function drawEsophagus(scene: Scene): void {
  const { canvas, tissue } = scene;
  const random = scene.momentary('esophagus');
  const node = (x: number, y: number, z: number, radius: number): TubeNode => ({ at: scene.at(x, y, z), radius });
  const path = smoothPath(
    [
      node(2, 14, 630, 7),
      node(4, 28, 580, 7),
      node(6, 34, 530, 7.5),
      node(6, 38, 480, 7.5),
      node(8, 34, 430, 8),
      node(14, 24, 392, 8),
      node(26, 12, 366, 8.5),
    ],
    22,
  );
  const label = labelOf('esophagus');
  const field = tubeField(canvas.grid, [path], 3);
  paint(canvas, field, { hu: -80, grow: 2, label: 0, opacity: 0.8 });
  paint(canvas, field, { hu: tissue.esophagus, grain: 6, label });
  if (random.chance(0.4)) {
    const start = 2 + random.integer(Math.max(1, path.length - 8));
    const bubble = path.slice(start, start + 4).map(({ at }) => ({ at, radius: 2.6 }));
    if (bubble.length > 1) paint(canvas, tubeField(canvas.grid, [bubble]), { hu: gasHu });
  }
}

/**
 * A hiatal hernia: part of the stomach above the diaphragm, between heart and aorta. A segmenter calls a small one
 * esophagus and a large one stomach. Drawn after the aorta, which does not give way to it.
 */
export function drawHiatalHernia(scene: Scene): void {
  const plan = scene.finding('hiatal_hernia');
  if (!plan) return;
  const { canvas, tissue } = scene;
  const random = scene.momentary('hernia');
  const sizeMm = lerp(34, 74, plan.severity);
  const r = sizeMm / 2;
  const centre = scene.at(14, 16, 388 + r * 0.45);
  const lift = scene.plan.breathMm * 0.7;
  const centreMm = [centre[0], centre[1], centre[2] + lift] as const;
  const sac = blobField(
    canvas.grid,
    {
      parts: [
        { centre: centreMm, radii: [r * 0.9, r * 0.72, r] },
        { centre: [centre[0] + 8, centre[1] - 8, centre[2] + lift - r], radii: [r * 0.5, r * 0.45, r * 0.6] },
      ],
      wobbleMm: 2,
      wobbleAt: [random.uniform(0, 200), 0, 0],
      blendMm: 10,
    },
    4,
  );
  paint(canvas, sac, { hu: -85, grow: 3, label: 0, onto: [0, ...allLobes] });
  const label = labelOf(sizeMm < 48 ? 'esophagus' : 'stomach');
  const onto = [0, ...allLobes, ...['heart', 'esophagus', 'liver', 'stomach', 'inferior_vena_cava'].map(labelOf)];
  paint(canvas, sac, { hu: tissue.gut, grain: 8, label, onto });
  const gas = random.chance(0.7) ? centre[1] + random.uniform(-0.45, 0.25) * r : -1e9;
  paint(canvas, sac, { hu: random.uniform(10, 45), grain: 14, grow: -4.5, gasAbove: gas, onto: [label] });
  found(scene, plan, {
    sizeMm,
    centreMm: [...centreMm],
    kind: sizeMm < 42 ? 'small' : sizeMm < 58 ? 'moderate' : 'large',
  });
}
