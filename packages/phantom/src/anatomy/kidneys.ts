import { mapTriple, type Side, type Triple } from '@totalfm/core';
import { clamp, lerp } from '../grid.ts';
import { fatHu, fluidHu } from '../phases.ts';
import { ballField } from '../raster/ball.ts';
import { blobField } from '../raster/blob.ts';
import type { Field } from '../raster/field.ts';
import type { TubeNode } from '../raster/geometry.ts';
import { rotation, smoothPath } from '../raster/geometry.ts';
import { paint } from '../raster/paint.ts';
import { placeInside } from '../raster/place.ts';
import { tubeField } from '../raster/tube.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';

/** Both kidneys in their fat, with cortex, pyramids, sinus and collecting system, and their findings. */
export function drawKidneys(scene: Scene): void {
  drawKidney(scene, 'left');
  drawKidney(scene, 'right');
}

function drawKidney(scene: Scene, side: Side): void {
  const { canvas, tissue, plan } = scene;
  const { grid } = canvas;
  const random = scene.random(`kidney/${side}`);
  const sign = side === 'left' ? 1 : -1;
  const scale = 1 + 0.055 * clamp(random.normal(), -2, 2);
  const swollen = scene.finding('hydronephrosis');
  const blocked = swollen?.sides.includes(side) ? swollen : undefined;
  const [cx, cy, cz] = scene.at(
    sign * (64 + 2.5 * random.normal()),
    44 + 2.5 * random.normal(),
    (side === 'left' ? 290 : 277) + 5 * random.normal(),
  );
  const centre: Triple = [cx, cy, cz + plan.breathMm * 0.45];
  const radii = scene.sized(26, 24, 53, scale * (blocked ? 1.06 : 1));
  const turn = rotation(-10, 12 * sign, -28 * sign);
  /** A point of the kidney's own frame: u towards the hilum, v forward, w up, in shares of its radii. */
  const inside = (u: number, v: number, w: number): Triple => {
    const local = [-sign * u * radii[0], -v * radii[1], w * radii[2]];
    return mapTriple(
      [0, 1, 2],
      (axis) => centre[axis] + turn[axis] * local[0] + turn[3 + axis] * local[1] + turn[6 + axis] * local[2],
    );
  };
  const label = labelOf(`kidney_${side}`);
  const field = blobField(
    grid,
    {
      parts: [{ centre, radii, turn }],
      cuts: [{ centre: inside(1.05, 0.15, 0), radii: [radii[0] * 0.62, radii[1] * 0.5, radii[2] * 0.3], turn }],
      blendMm: 7,
      wobbleMm: 1.1,
      wobbleAt: [random.uniform(0, 256), random.uniform(0, 256), 0],
    },
    10,
  );
  const capsuleMm = 3 + 0.14 * plan.patient.fatMm;
  paint(canvas, field, { hu: fatHu + 4, grain: 6, grow: capsuleMm, label: 0 });
  paint(canvas, field, { hu: tissue.renalCortex, grain: 4, label });
  // Pyramids under the cortex; in the arterial phase they are still dark.
  paint(canvas, field, {
    hu: tissue.renalMedulla,
    grain: Math.abs(tissue.renalCortex - tissue.renalMedulla) * 0.22,
    grow: -7.5,
  });
  const sinus = blobField(grid, {
    parts: [{ centre: inside(0.42, 0.08, 0), radii: [radii[0] * 0.56, radii[1] * 0.42, radii[2] * 0.5], turn }],
  });
  paint(canvas, sinus, { hu: fatHu + 25, grain: 12 });
  drawCollectingSystem(scene, side, inside, blocked);
  drawStones(scene, side, inside);
  drawCysts(scene, side, field, centre);
}

/** Pelvis, calyces and ureter: slits when normal, balloons when blocked. */
function drawCollectingSystem(
  scene: Scene,
  side: Side,
  inside: (u: number, v: number, w: number) => Triple,
  blocked: ReturnType<Scene['finding']>,
): void {
  const { canvas, tissue, plan } = scene;
  const wide = blocked ? lerp(8.5, 17, blocked.severity) : 3.6;
  const calyx = blocked ? lerp(4.5, 10, blocked.severity) : 2;
  // A blocked kidney excretes late.
  const urine = blocked ? fluidHu + (plan.phase === 'delayed' ? 12 : 0) : tissue.renalPelvis;
  const pelvis = inside(0.75, 0.1, 0);
  const calyces = [0.62, 0.2, -0.22, -0.6].map((w) => [
    { at: inside(0.6, 0.1, w * 0.35), radius: Math.max(1.8, calyx * 0.6) },
    { at: inside(0.12, 0.05, w), radius: calyx },
    { at: inside(0.02, 0.05, w * 1.04), radius: calyx },
  ]);
  const sign = side === 'left' ? 1 : -1;
  const ureterRadius = blocked ? lerp(3.6, 6.5, blocked.severity) : 1.8;
  const low = blocked ? 150 : 70;
  const ureter: TubeNode[] = smoothPath(
    [
      { at: inside(1.25, 0.2, -0.25), radius: ureterRadius },
      { at: scene.at(sign * 38, 22, 225), radius: ureterRadius },
      { at: scene.at(sign * 36, 18, 180), radius: ureterRadius },
      { at: scene.at(sign * 42, 28, Math.max(low, 130)), radius: ureterRadius },
      ...(blocked ? [] : [{ at: scene.at(sign * 26, 20, 72), radius: ureterRadius }]),
    ],
    20,
  );
  const tubes = tubeField(canvas.grid, [
    ...calyces,
    [
      { at: inside(0.55, 0.1, 0), radius: wide },
      { at: inside(0.95, 0.14, -0.06), radius: wide * 0.9 },
    ],
    [{ at: inside(0.95, 0.14, -0.06), radius: wide * 0.8 }, ureter[0]],
    ureter,
  ]);
  paint(canvas, tubes, { hu: urine, grain: 2 });
  // What is inside the kidney's outline stays kidney for a segmenter, dilated calyces too.
  const label = labelOf(`kidney_${side}`);
  if (blocked) {
    paint(canvas, tubeField(canvas.grid, calyces), { hu: urine, label });
    found(scene, blocked, {
      side,
      sizeMm: 2 * wide,
      centreMm: pelvis,
      kind: blocked.severity > 0.66 ? 'severe' : blocked.severity > 0.33 ? 'moderate' : 'mild',
    });
  }
}

function drawStones(scene: Scene, side: Side, inside: (u: number, v: number, w: number) => Triple): void {
  const plan = scene.finding('renal_stone');
  if (!plan?.sides.includes(side)) return;
  const { canvas } = scene;
  const random = scene.random(`renal-stone/${side}`);
  const count = random.chance(0.35) ? 2 + random.integer(2) : 1;
  const poles = random.shuffle([0.62, 0.2, -0.22, -0.6]);
  for (let n = 0; n < count; n++) {
    const w = poles[n % poles.length];
    const sizeMm = clamp(
      lerp(4.2, 11, 0.7 * plan.severity + 0.3 * random.next()) * (n === 0 ? 1 : 0.8) * (1 + (plan.growth - 1) * 0.6),
      4,
      14,
    );
    const centreMm = inside(0.14, random.uniform(-0.05, 0.1), w);
    paint(canvas, ballField(canvas.grid, centreMm, sizeMm), {
      hu: random.uniform(550, 1200),
      label: labelOf(`kidney_${side}`),
    });
    found(scene, plan, {
      side,
      sizeMm,
      centreMm,
      place: w > 0.4 ? 'upper pole' : w < -0.4 ? 'lower pole' : 'interpolar region',
    });
  }
}

/** Cortical cysts, partly outside the outline. TotalSegmentator has labels of its own for them. */
function drawCysts(scene: Scene, side: Side, field: Field, centre: Triple): void {
  const plan = scene.finding('renal_cyst');
  if (!plan?.sides.includes(side)) return;
  const { canvas } = scene;
  const random = scene.random(`renal-cyst/${side}`);
  const count = random.chance(0.4) ? 2 + random.integer(2) : 1;
  for (let n = 0; n < count; n++) {
    const sizeMm = clamp(
      lerp(12, 56, plan.severity ** 1.3) * (n === 0 ? 1 : random.uniform(0.4, 0.8)) * (1 + (plan.growth - 1) * 0.6),
      10,
      70,
    );
    const surface = placeInside(canvas, random, {
      box: field,
      labels: [labelOf(`kidney_${side}`)],
      radiusMm: 9,
      share: 0.6,
    });
    if (!surface) continue;
    // Large cysts grow outwards.
    const out = [surface[0] - centre[0], surface[1] - centre[1], (surface[2] - centre[2]) * 0.4];
    const length = Math.max(1, Math.hypot(out[0], out[1], out[2]));
    const centreMm = mapTriple(
      surface,
      (value, axis) => value + (out[axis] / length) * Math.max(0, sizeMm / 2 - 8) * 0.7,
    );
    paint(canvas, ballField(canvas.grid, centreMm, sizeMm), {
      hu: fluidHu + random.uniform(-5, 6),
      grain: 2,
      label: labelOf(`kidney_cyst_${side}`),
    });
    found(scene, plan, {
      side,
      sizeMm,
      centreMm,
      place:
        surface[2] > centre[2] + 18 ? 'upper pole' : surface[2] < centre[2] - 18 ? 'lower pole' : 'interpolar region',
    });
  }
}

/** Adrenal glands: an inverted V above each kidney, and nodules. */
export function drawAdrenals(scene: Scene): void {
  for (const side of ['left', 'right'] as const) drawAdrenal(scene, side);
}

function drawAdrenal(scene: Scene, side: Side): void {
  const { canvas, tissue, plan } = scene;
  const random = scene.random(`adrenal/${side}`);
  const sign = side === 'left' ? 1 : -1;
  const thick = random.uniform(2.7, 3.4);
  const lift = plan.breathMm * 0.4;
  const node = (x: number, y: number, z: number, radius: number): TubeNode => {
    const [px, py, pz] = scene.at(sign * x, y, z);
    return { at: [px, py, pz + lift], radius };
  };
  const base = side === 'left' ? 336 : 332;
  const x = side === 'left' ? 38 : 36;
  const label = labelOf(`adrenal_gland_${side}`);
  const tubes = [0, 7, 14, 20].flatMap((step) => [
    [node(x - 2, 28, base + step, thick), node(x + 5, 44, base - 2 + step, thick * 0.85)],
    [node(x - 2, 28, base + step, thick), node(x - 4, 45, base - 2 + step, thick * 0.85)],
    [node(x - 2, 20, base + 2 + step, thick * 1.1), node(x - 2, 30, base + step, thick * 1.1)],
  ]);
  const field = tubeField(canvas.grid, tubes, 3);
  paint(canvas, field, {
    hu: fatHu,
    grow: 3,
    label: 0,
    onto: [0, labelOf('liver'), labelOf('spleen'), labelOf('stomach')],
  });
  paint(canvas, field, { hu: tissue.adrenal, label });
  const nodule = scene.finding('adrenal_nodule');
  if (!nodule?.sides.includes(side)) return;
  const sizeMm = clamp(lerp(13, 36, nodule.severity ** 1.3) * nodule.growth, 12, 46);
  const adenoma = random.chance(0.65);
  const [nx, ny, nz] = node(x + 1, 34, base + 6, 0).at;
  const centreMm: Triple = [nx, ny - Math.max(0, sizeMm / 2 - 9), nz + random.uniform(-4, 4)];
  const plainHu = adenoma ? random.uniform(-6, 14) : random.uniform(28, 42);
  const washed = plan.phase === 'plain' ? 0 : adenoma ? 38 : 48;
  paint(canvas, ballField(canvas.grid, centreMm, sizeMm), { hu: plainHu + washed, grain: 6, label });
  found(scene, nodule, { side, sizeMm, centreMm, kind: adenoma ? 'adenoma' : undefined });
}
