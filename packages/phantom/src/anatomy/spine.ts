import type { Random, Triple } from '@totalfm/core';
import { clamp, lerp } from '../grid.ts';
import { ballField } from '../raster/ball.ts';
import { drumField } from '../raster/drum.ts';
import type { Field } from '../raster/field.ts';
import { paint } from '../raster/paint.ts';
import { placeInside } from '../raster/place.ts';
import { tubeField } from '../raster/tube.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';
import { profile, spineCurve } from './profile.ts';

interface Level {
  readonly name: string;
  /** Lower and upper end of the body with the disc above it, in the mean torso. */
  readonly low: number;
  readonly high: number;
}

const names = ['L5', 'L4', 'L3', 'L2', 'L1', 'T12', 'T11', 'T10', 'T9', 'T8', 'T7', 'T6', 'T5', 'T4', 'T3', 'T2', 'T1'];
const bounds = [130, 166, 202, 238, 273, 307, 339, 370, 400, 429, 457, 484, 510, 535, 559, 582, 604, 626];

export const levels: readonly Level[] = names.map((name, n) => ({ name, low: bounds[n], high: bounds[n + 1] }));

const halfWidths = [
  [100, 25],
  [150, 25],
  [290, 21],
  [400, 16],
  [560, 14],
  [620, 15],
] as const;
const halfDepths = [
  [100, 17],
  [150, 17],
  [290, 16],
  [400, 15],
  [560, 11],
  [620, 9],
] as const;

/** Vertebrae with discs, arches and processes, the sacrum's first body and the cord; osteopenia, fractures, metastases. */
export function drawSpine(scene: Scene): void {
  const { canvas, plan } = scene;
  const random = scene.random('spine');
  const trabecular = trabecularHu(scene, random);
  const fractures = planFractures(scene);
  const bodies = new Map<string, Field>();
  const cortical = clamp(260 + 1.6 * trabecular, 280, 640);
  for (const level of levels) {
    const label = labelOf(`vertebrae_${level.name}`);
    const { centre, radii, slope, discMm } = bodyOf(scene, level);
    const half = (level.high - level.low) * 0.5 * plan.patient.scale[2];
    paint(
      canvas,
      drumField(canvas.grid, {
        centre: [centre[0], centre[1], centre[2] + discMm / 2],
        radii: [radii[0], radii[1], half],
        slope,
      }),
      { hu: 82, grain: 6, label: 0 },
    );
    drawArch(scene, level, { label, cortical, trabecular });
    const loss = fractures.get(level.name);
    const field = drumField(canvas.grid, { centre, radii, slope, loss });
    const impacted = loss ? 60 : 0;
    paint(canvas, field, { hu: cortical, label });
    paint(canvas, field, {
      hu: trabecular + impacted + 8 * random.normal(),
      grain: 10 + 0.09 * trabecular,
      grow: -2.6,
    });
    bodies.set(level.name, field);
  }
  drawCord(scene);
  drawMetastases(scene, bodies);
}

/** Trabecular density falls with age; published means are about 200 HU at 30 and 110 HU at 75 years. */
function trabecularHu(scene: Scene, random: Random): number {
  const osteopenia = scene.finding('osteopenia');
  const spread = random.normal();
  if (!osteopenia) return clamp(205 - 1.7 * (scene.plan.patient.age - 30) + 20 * spread, 112, 280);
  found(scene, osteopenia);
  return lerp(84, 32, osteopenia.severity);
}

/** Centre, semi-axes and slope of a vertebral body. */
function bodyOf(scene: Scene, { low, high }: Level): { centre: Triple; radii: Triple; slope: number; discMm: number } {
  const discMm = (low < 300 ? 8.5 : 5) * scene.plan.patient.scale[2];
  const middle = (low + high) / 2;
  const radii = scene.sized(profile(halfWidths, middle), profile(halfDepths, middle), (high - low) / 2);
  const front = scene.at(0, profile(spineCurve, middle), middle);
  const slope = (profile(spineCurve, high) - profile(spineCurve, low)) / (high - low);
  return {
    centre: [front[0], front[1] - radii[1], front[2] - discMm / 2],
    radii: [radii[0], radii[1], radii[2] - discMm / 2],
    slope,
    discMm,
  };
}

interface Bone {
  readonly label: number;
  /** HU of the shell. */
  readonly cortical: number;
  /** HU within. */
  readonly trabecular: number;
}

/** Pedicles, lamina, transverse and spinous processes: tubes around the canal. */
function drawArch(scene: Scene, { low, high, name }: Level, { label, cortical, trabecular }: Bone): void {
  const z = low + (high - low) * 0.55;
  const y = profile(spineCurve, z);
  const lumbar = name.startsWith('L');
  const wide = lumbar ? 34 : 29;
  const node = (dx: number, dy: number, dz: number, radius: number) => ({ at: scene.at(dx, y + dy, z + dz), radius });
  const tubes = [-1, 1].flatMap((side) => [
    [node(13 * side, -4, 2, 4.5), node(16 * side, 12, 0, 6)],
    [node(16 * side, 12, 0, 5), node(wide * side, lumbar ? 12 : 20, 3, 3.2)],
    [node(16 * side, 12, -2, 4), node(3 * side, 20, -6, 3.6)],
    [node(15 * side, 14, 8, 5), node(15 * side, 15, -12, 4.5)],
  ]);
  tubes.push([node(0, 20, -6, 4), node(0, lumbar ? 42 : 36, lumbar ? -10 : -22, 3.6)]);
  const field = tubeField(scene.canvas.grid, tubes);
  paint(scene.canvas, field, { hu: cortical * 0.85, label });
  paint(scene.canvas, field, { hu: trabecular, grow: -3 });
}

function drawCord(scene: Scene): void {
  const nodes = Array.from({ length: 28 }, (_, n) => {
    const z = 120 + n * 19;
    return { at: scene.at(0, profile(spineCurve, z) + 9, z), radius: z < 320 ? 8.5 : 8 };
  });
  const cord = nodes.filter(({ at }) => at[2] > 280).map(({ at }) => ({ at, radius: 5 }));
  paint(scene.canvas, tubeField(scene.canvas.grid, [nodes]), { hu: 12, label: 0 });
  paint(scene.canvas, tubeField(scene.canvas.grid, [cord]), { hu: 38, label: labelOf('spinal_cord') });
}

const fractureLevels = ['T12', 'L1', 'T12', 'L1', 'L2', 'T11', 'T8', 'T7', 'L3', 'L4'];

function planFractures(scene: Scene): Map<string, { anterior: number; posterior: number }> {
  const plan = scene.finding('vertebral_fracture');
  const losses = new Map<string, { anterior: number; posterior: number }>();
  if (!plan) return losses;
  const random = scene.random('fracture');
  const count = random.chance(0.25) ? 2 : 1;
  while (losses.size < count) {
    const name = random.pick(fractureLevels);
    const anterior = lerp(0.32, 0.62, plan.severity);
    const burst = random.chance(0.3);
    if (losses.has(name)) continue;
    losses.set(name, { anterior, posterior: burst ? anterior * 0.7 : 0.04 });
    const { centre } = bodyOf(scene, levels.find((level) => level.name === name)!);
    found(scene, plan, {
      centreMm: centre,
      place: name,
      kind: anterior > 0.5 ? 'severe' : anterior > 0.4 ? 'moderate' : 'mild',
    });
  }
  return losses;
}

function drawMetastases(scene: Scene, bodies: ReadonlyMap<string, Field>): void {
  const plan = scene.finding('bone_metastasis');
  if (!plan) return;
  const random = scene.random('bone-metastasis');
  const sclerotic = random.chance(0.5);
  const count = 1 + random.integer(4);
  const choice = random.shuffle(levels.slice(0, 13).map(({ name }) => name)).slice(0, count);
  for (const name of choice) {
    const diameter = Math.min(32, lerp(11, 24, 0.6 * plan.severity + 0.4 * random.next()) * plan.growth);
    const label = labelOf(`vertebrae_${name}`);
    const box = bodies.get(name)!;
    const centreMm = placeInside(scene.canvas, random, {
      box,
      labels: [label],
      radiusMm: diameter * 0.4,
      accept: ([, y]) => y < bodyOf(scene, levels.find((level) => level.name === name)!).centre[1] + 12,
    });
    if (!centreMm) continue;
    const hu = sclerotic ? random.uniform(620, 900) : random.uniform(25, 60);
    paint(scene.canvas, ballField(scene.canvas.grid, centreMm, diameter), { hu, grain: 12, onto: [label] });
    found(scene, plan, { sizeMm: diameter, centreMm, place: name, kind: sclerotic ? 'sclerotic' : 'lytic' });
  }
}
