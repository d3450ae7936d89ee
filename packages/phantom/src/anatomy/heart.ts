import type { Triple } from '@totalfm/core';
import { clamp, lerp } from '../grid.ts';
import { fluidHu } from '../phases.ts';
import { ballField } from '../raster/ball.ts';
import type { Blob, Ellipsoid } from '../raster/blob.ts';
import { blobField } from '../raster/blob.ts';
import { rotation } from '../raster/geometry.ts';
import { paint } from '../raster/paint.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';
import { clipAtDiaphragm } from './diaphragm.ts';

/** Where the mean heart's points and lengths lie in this patient. */
interface HeartFrame {
  centre(x: number, y: number, z: number): Triple;
  sized(x: number, y: number, z: number): Triple;
}

function heartFrame(scene: Scene): HeartFrame {
  const random = scene.random('heart');
  const natural = 1 + 0.04 * clamp(random.normal(), -2, 2);
  const big = scene.finding('cardiomegaly');
  const scale = big ? lerp(1.17, 1.4, big.severity) : natural;
  const [dx, dy] = [3 * random.normal(), 2 * random.normal()];
  // The heart rests on the diaphragm: its centre goes up and down with the breath, and a big one grows upwards and to the left.
  const lift = scene.plan.breathMm * 0.7 + (scale - 1) * 22;
  const centre = (x: number, y: number, z: number): Triple => {
    const [cx, cy, cz] = scene.at(
      x * scale + dx + (scale - 1) * 14,
      y * (0.7 + 0.3 * scale) + dy,
      (z - 420) * scale + 420,
    );
    return [cx, cy, cz + lift];
  };
  return { centre, sized: (x, y, z) => scene.sized(x, y, z, scale) };
}

/** The heart with its chambers, epicardial fat and pericardial fluid. Drawn over the lungs. */
export function drawHeart(scene: Scene): void {
  const { canvas, tissue } = scene;
  const { centre, sized } = heartFrame(scene);
  const big = scene.finding('cardiomegaly');
  if (big) found(scene, big);
  const turn = rotation(0, 32, -32);
  const ventricles: Ellipsoid = { centre: centre(26, -30, 413), radii: sized(53, 38, 42), turn };
  const shape: Blob = {
    parts: [
      ventricles,
      { centre: centre(-14, -8, 438), radii: sized(38, 36, 42) },
      { centre: centre(6, 14, 450), radii: sized(36, 22, 28) },
    ],
    blendMm: 14,
    wobbleMm: 1.6,
    wobbleAt: [scene.random('heart-shape').uniform(0, 200), 0, 0],
  };
  const fluidPlan = scene.finding('pericardial_effusion');
  const fluidMm = fluidPlan ? lerp(8, 21, fluidPlan.severity) : 0;
  const body = clipAtDiaphragm(blobField(canvas.grid, shape, fluidMm + 8), scene, 'above', 2);
  const fatMm = 3 + 0.16 * scene.plan.patient.fatMm;
  paint(canvas, body, { hu: -95, grain: 8, label: 0, grow: fluidMm + fatMm * 0.8 });
  if (fluidPlan) {
    paint(canvas, body, { hu: fluidHu + 6, grain: 3, label: 0, grow: fluidMm + 1 });
    found(scene, fluidPlan, { sizeMm: fluidMm, centreMm: centre(10, -10, 420) });
  }
  const heart = labelOf('heart');
  paint(canvas, body, { hu: tissue.myocardium, grain: 5, label: heart });
  const chamber = (parts: Ellipsoid[], hu: number, grow = 0) =>
    paint(canvas, blobField(canvas.grid, { parts, blendMm: 6 }), { hu, grain: 4, onto: [heart], grow });
  chamber([{ centre: centre(38, -24, 412), radii: sized(34, 18, 20), turn }], tissue.leftHeart);
  chamber([{ centre: centre(8, -44, 410), radii: sized(38, 15, 26), turn }], tissue.rightHeart);
  chamber([{ centre: centre(-26, -12, 432), radii: sized(22, 26, 34) }], tissue.rightHeart);
  chamber([{ centre: centre(8, 18, 450), radii: sized(31, 16, 22) }], tissue.leftHeart);
  const appendage = blobField(canvas.grid, {
    parts: [{ centre: centre(46, -12, 464), radii: sized(16, 11, 12), turn: rotation(0, -30, 30) }],
  });
  paint(canvas, appendage, { hu: tissue.leftHeart, label: labelOf('atrial_appendage_left') });
}

/** Calcium of the coronary arteries and the aortic valve. Drawn after the aorta, whose root would cover it. */
export function drawHeartCalcium(scene: Scene): void {
  const { centre } = heartFrame(scene);
  drawCoronaries(scene, centre, labelOf('heart'));
  drawAorticValve(scene, centre);
}

/** The courses of the coronary arteries over the heart, in the mean torso. */
const courses: Readonly<Record<string, readonly Triple[]>> = {
  'left anterior descending artery': [
    [20, -34, 466],
    [32, -56, 446],
    [44, -66, 424],
    [58, -62, 398],
  ],
  'left circumflex artery': [
    [24, -22, 462],
    [50, -4, 448],
    [62, 6, 430],
  ],
  'right coronary artery': [
    [-16, -42, 462],
    [-34, -46, 440],
    [-38, -36, 412],
    [-18, -14, 386],
  ],
};

function drawCoronaries(scene: Scene, centre: (x: number, y: number, z: number) => Triple, heart: number): void {
  const plan = scene.finding('coronary_calcification');
  if (!plan) return;
  const { canvas } = scene;
  const random = scene.random('coronary');
  const count = 2 + Math.round(lerp(1, 9, plan.severity));
  const used = new Map<string, Triple>();
  let largest = 0;
  for (let n = 0; n < count; n++) {
    const name = n < 2 ? 'left anterior descending artery' : random.pick(Object.keys(courses));
    const course = courses[name];
    const at = random.uniform(0, course.length - 1.001);
    const [from, to] = [course[Math.floor(at)], course[Math.floor(at) + 1]];
    const t = at % 1;
    const place = centre(
      from[0] + (to[0] - from[0]) * t,
      from[1] + (to[1] - from[1]) * t,
      from[2] + (to[2] - from[2]) * t,
    );
    const sizeMm = lerp(3.4, 6.4, 0.5 * plan.severity + 0.5 * random.next());
    paint(canvas, ballField(canvas.grid, place, sizeMm), { hu: random.uniform(700, 1300), label: heart });
    largest = Math.max(largest, sizeMm);
    used.set(name, place);
  }
  const severity = plan.severity > 0.66 ? 'severe' : plan.severity > 0.33 ? 'moderate' : 'mild';
  found(scene, plan, { centreMm: [...used.values()][0], place: [...used.keys()][0], count, kind: severity });
}

function drawAorticValve(scene: Scene, centre: (x: number, y: number, z: number) => Triple): void {
  const plan = scene.finding('aortic_valve_calcification');
  if (!plan) return;
  const { canvas } = scene;
  const random = scene.random('aortic-valve');
  const count = 2 + random.integer(3);
  for (let n = 0; n < count; n++) {
    const angle = (2 * Math.PI * n) / count + random.uniform(-0.4, 0.4);
    const at = centre(2 + 7 * Math.cos(angle), -14 + 7 * Math.sin(angle), 449 + random.uniform(-3, 3));
    paint(canvas, ballField(canvas.grid, at, lerp(4.5, 8.5, 0.6 * plan.severity + 0.4 * random.next())), {
      hu: random.uniform(700, 1200),
      label: labelOf('heart'),
    });
  }
  found(scene, plan, { centreMm: centre(2, -14, 449), count });
}
