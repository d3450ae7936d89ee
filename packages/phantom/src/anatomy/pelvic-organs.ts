import type { Triple } from '@totalfm/core';
import { clamp, lerp } from '../grid.ts';
import { ballField } from '../raster/ball.ts';
import { blobField } from '../raster/blob.ts';
import { clipToDepth } from '../raster/field.ts';
import { rotation } from '../raster/geometry.ts';
import { paint } from '../raster/paint.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';

/** Bladder with stones; prostate and seminal vesicles, or uterus. */
export function drawPelvicOrgans(scene: Scene): void {
  const { canvas, tissue, plan } = scene;
  const male = plan.patient.sex === 'male';
  const random = scene.momentary('bladder');
  const filling = random.uniform(0.72, 1.2);
  const prostate = male ? prostateShape(scene) : undefined;
  if (!male) drawUterus(scene, filling);
  const radii = scene.sized(40 * filling, 32 * filling, 30 * filling);
  // It rests on the prostate and the pubic bones, and fills upwards.
  const centre = scene.at(0, -14, 48 + 27 * filling + (prostate ? (prostate.radii[2] - 16) * 0.5 : 0));
  const field = blobField(
    canvas.grid,
    { parts: [{ centre, radii }], wobbleMm: 1.5, wobbleAt: [random.uniform(0, 256), 0, 0] },
    3,
  );
  clipToDepth(field, canvas.grid, scene.cavity, 2);
  const label = labelOf('urinary_bladder');
  paint(canvas, field, { hu: -90, grow: 3, label: 0, opacity: 0.7 });
  paint(canvas, field, { hu: tissue.gut - 18, label });
  paint(canvas, field, { hu: tissue.bladderUrine, grain: 2, grow: -2.6 });
  drawStones(scene, centre, radii, label);
  if (prostate) drawProstate(scene, prostate);
}

interface Gland {
  readonly centre: Triple;
  readonly radii: Triple;
}

function prostateShape(scene: Scene): Gland {
  const random = scene.random('prostate');
  const big = scene.finding('prostatomegaly');
  const scale = big ? lerp(1.24, 1.66, big.severity) : 1 + 0.055 * clamp(random.normal(), -2, 2);
  const radii = scene.sized(23, 16, 17, scale);
  const [x, y, z] = scene.at(0, 6, 26);
  if (big) found(scene, big, { sizeMm: 2 * radii[0], centreMm: [x, y, z + (scale - 1) * 17] });
  return { centre: [x, y, z + (scale - 1) * 17], radii };
}

function drawProstate(scene: Scene, { centre, radii }: Gland): void {
  const { canvas, tissue } = scene;
  const random = scene.random('prostate-texture');
  const field = blobField(
    canvas.grid,
    { parts: [{ centre, radii }], wobbleMm: 1, wobbleAt: [random.uniform(0, 256), 0, 0] },
    3,
  );
  paint(canvas, field, { hu: -85, grow: 2.5, label: 0, opacity: 0.6 });
  paint(canvas, field, { hu: tissue.prostate, grain: 8, label: labelOf('prostate') });
  const vesicles = blobField(canvas.grid, {
    parts: [-1, 1].map((sign) => ({
      centre: [centre[0] + sign * 20, centre[1] + 18, centre[2] + radii[2] + 7] as Triple,
      radii: [19, 6, 7] as Triple,
      turn: rotation(0, -18 * sign, 12 * sign),
    })),
    blendMm: 3,
  });
  paint(canvas, vesicles, { hu: 30, onto: [0] });
  // A normal variant of older men: a speck of calcium in the gland.
  if (random.chance(0.15)) paint(canvas, ballField(canvas.grid, [centre[0] + 4, centre[1], centre[2]], 3), { hu: 400 });
}

function drawUterus(scene: Scene, filling: number): void {
  const { canvas, tissue, plan } = scene;
  const random = scene.random('uterus');
  const old = clamp(1 - 0.006 * (plan.patient.age - 45), 0.7, 1.1);
  const tilt = random.uniform(15, 55);
  const centre = scene.at(6 * random.normal(), 16, 74 + 12 * filling);
  const field = blobField(canvas.grid, {
    parts: [
      {
        centre: [centre[0], centre[1] - 4, centre[2] + 8],
        radii: scene.sized(26, 22, 30, old),
        turn: rotation(tilt, 0, 0),
      },
      { centre: [centre[0], centre[1] + 10, centre[2] - 24], radii: [15, 14, 20] },
    ],
    wobbleMm: 1.2,
  });
  clipToDepth(field, canvas.grid, scene.cavity, 2);
  paint(canvas, field, { hu: tissue.uterus, grain: 8, label: 0 });
}

/** Bladder stones lie at the back wall. */
function drawStones(scene: Scene, centre: Triple, radii: Triple, label: number): void {
  const plan = scene.finding('bladder_stone');
  if (!plan) return;
  const { canvas } = scene;
  const random = scene.random('bladder-stone');
  const count = random.chance(0.3) ? 2 : 1;
  for (let n = 0; n < count; n++) {
    const sizeMm = clamp(lerp(6.5, 21, 0.8 * plan.severity + 0.2 * random.next()) * (n === 0 ? 1 : 0.7), 6, 24);
    const x = random.uniform(-0.35, 0.35);
    const z = random.uniform(-0.3, 0.25);
    const depth = radii[1] * Math.sqrt(1 - x * x - z * z) - sizeMm / 2 - 4;
    const centreMm: Triple = [centre[0] + x * radii[0], centre[1] + depth, centre[2] + z * radii[2]];
    paint(canvas, ballField(canvas.grid, centreMm, sizeMm), { hu: random.uniform(500, 1100), label });
    found(scene, plan, { sizeMm, centreMm });
  }
}
