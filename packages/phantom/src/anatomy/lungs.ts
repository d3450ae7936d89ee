import { mapTriple, type Side, type Triple } from '@totalfm/core';
import { clamp, lerp } from '../grid.ts';
import { fluidHu } from '../phases.ts';
import { ballField } from '../raster/ball.ts';
import { blobField } from '../raster/blob.ts';
import type { Field } from '../raster/field.ts';
import { createField } from '../raster/field.ts';
import { distance, rotation, smoothPath } from '../raster/geometry.ts';
import type { TubeNode } from '../raster/geometry.ts';
import { paint } from '../raster/paint.ts';
import { placeInside } from '../raster/place.ts';
import { tubeField } from '../raster/tube.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';
import { clipAtDiaphragm } from './diaphragm.ts';
import { profile } from './profile.ts';

const lobes = {
  left: { upper: labelOf('lung_upper_lobe_left'), lower: labelOf('lung_lower_lobe_left') },
  right: {
    upper: labelOf('lung_upper_lobe_right'),
    middle: labelOf('lung_middle_lobe_right'),
    lower: labelOf('lung_lower_lobe_right'),
  },
} as const;

const lobesOf = (side: Side): readonly number[] => Object.values(lobes[side]);
export const allLobes: readonly number[] = [...lobesOf('left'), ...lobesOf('right')];

/** Half width of the mediastinum along z; it narrows behind the sternum and in front of the spine. */
const mediastinum = [
  [300, 34],
  [430, 30],
  [500, 30],
  [560, 30],
  [620, 34],
] as const;

interface PleuralFluid {
  readonly depthMm: number;
  readonly heightMm: number;
}

/** One lung as drawn. */
export interface DrawnLung {
  readonly side: Side;
  readonly field: Field;
  /** Depth and height of the fluid behind it, in millimetres; 0 where there is none. */
  readonly fluid: PleuralFluid;
}

/** Both lungs with their lobes, vessels, emphysema and pleural fluid. Drawn after the upper abdomen, before the heart. */
export function drawLungs(scene: Scene): readonly DrawnLung[] {
  const left = lungField(scene, 'left');
  const right = lungField(scene, 'right');
  fillParenchyma(scene, left, 'left');
  fillParenchyma(scene, right, 'right');
  const emphysema = scene.finding('emphysema');
  for (const side of emphysema?.sides ?? []) found(scene, emphysema!, { side });
  drawVessels(scene);
  return [
    { side: 'left', field: left, fluid: drawEffusion(scene, left, 'left') },
    { side: 'right', field: right, fluid: drawEffusion(scene, right, 'right') },
  ];
}

/** Opacities of the lungs. Drawn after the heart, which takes its room from the lungs. */
export function drawLungLesions(scene: Scene, lungs: readonly DrawnLung[]): void {
  for (const { side, field, fluid } of lungs) {
    drawConsolidation(scene, field, side);
    drawAtelectasis(scene, field, side, fluid);
    drawNodules(scene, field, side);
  }
}

function lungField(scene: Scene, side: Side): Field {
  const {
    canvas: { grid },
    cavity,
    plan,
  } = scene;
  const [tx, , tz] = plan.shift;
  const sign = side === 'left' ? 1 : -1;
  const [sx, sy, sz] = plan.patient.scale;
  const low: Triple = [sign > 0 ? tx - 8 : -155, -110, 280 * sz + tz];
  const high: Triple = [sign > 0 ? 155 : tx + 8, 120, 612 * sz + tz];
  const field = createField(grid, low, high);
  for (let k = field.low[2], at = 0; k < field.high[2]; k++) {
    const half = profile(mediastinum, (grid.z[k] - tz) / sz);
    for (let j = field.low[1]; j < field.high[1]; j++) {
      const y = (grid.y[j] - plan.shift[1]) / sy;
      const narrow = y < -40 ? clamp(1 - (-40 - y) / 40, 0.2, 1) : y > 30 ? 0.85 : 1;
      for (
        let i = field.low[0], voxel = field.low[0] + grid.size[0] * (j + grid.size[1] * k);
        i < field.high[0];
        i++, at++, voxel++
      ) {
        const medial = half * narrow * sx - sign * (grid.x[i] - tx - 3);
        const outside = 2 - cavity[voxel];
        field.distance[at] = medial > outside ? medial : outside;
      }
    }
  }
  return clipAtDiaphragm(field, scene, 'above', 1.5);
}

/** Air, blood and walls of the parenchyma, and the lobe of every voxel. Lungs are denser at the back (dependent). */
function fillParenchyma(scene: Scene, field: Field, side: Side): void {
  const { canvas, plan } = scene;
  const { grid, hu, labels, texture, labelEdge } = canvas;
  const random = scene.random('lung');
  const base = random.uniform(-885, -835);
  const emphysema = scene.finding('emphysema');
  const loss = emphysema ? lerp(0.35, 1, emphysema.severity) : 0;
  const [, , tz] = plan.shift;
  const sz = plan.patient.scale[2];
  const fissure = random.uniform(-8, 8);
  for (let k = field.low[2], at = 0; k < field.high[2]; k++) {
    const z = (grid.z[k] - tz) / sz - fissure;
    const upper = clamp((z - 380) / 180, 0, 1);
    for (let j = field.low[1]; j < field.high[1]; j++) {
      const y = grid.y[j];
      const dependent = 38 * clamp((y + 70) / 150, 0, 1) ** 2;
      const textureRow = texture.y[j] + texture.z[k];
      const slowRow = labelEdge.y[j] + labelEdge.z[k];
      for (
        let i = field.low[0], voxel = field.low[0] + grid.size[0] * (j + grid.size[1] * k);
        i < field.high[0];
        i++, at++, voxel++
      ) {
        let share = 0.5 - field.distance[at] / grid.edgeMm;
        if (share <= 0) continue;
        if (share > 1) share = 1;
        const fine = texture.data[texture.x[i] + textureRow];
        const slow = labelEdge.data[labelEdge.x[i] + slowRow];
        let value = base + dependent * (1 - loss) + 16 * fine + 6 * slow;
        if (loss > 0) {
          // Centrilobular holes, most in the upper lobes, on a hyperinflated background.
          const hole = clamp((fine + 0.5 * slow + 0.25 + 0.5 * upper) * 1.2, 0, 1);
          value += loss * (-28 - 85 * hole);
          if (value < -1005) value = -1005;
        }
        hu[voxel] += share * (value - hu[voxel]);
        if (share > 0.5 + 0.3 * canvas.maskNoise * slow) labels[voxel] = lobeAt(side, y, z + 4 * slow);
      }
    }
  }
}

/** Oblique fissures run from high at the back to the diaphragm in front; the horizontal one bounds the middle lobe. */
function lobeAt(side: Side, y: number, z: number): number {
  if (z < 462 + 0.95 * y) return lobes[side].lower;
  return side === 'right' && z < 462 ? lobes.right.middle : lobes[side].upper;
}

/** Arteries and veins branch from the hilum; what runs outside the lung is not drawn. */
function drawVessels(scene: Scene): void {
  const random = scene.random('lung-vessels');
  const tubes: TubeNode[][] = [];
  for (const side of ['left', 'right'] as const) {
    const sign = side === 'left' ? 1 : -1;
    const hilum = scene.at(sign * 34, 12, side === 'left' ? 492 : 482);
    for (let branch = 0; branch < 14; branch++) {
      const target = aim(scene, random, sign, branch);
      const bend = mid(hilum, target, 0.45, within(random, 9));
      tubes.push([
        { at: hilum, radius: 5.6 },
        { at: bend, radius: 3.7 },
        { at: target, radius: 2 },
      ]);
      for (let twig = 0; twig < 6; twig++) {
        const from = mid(bend, target, [0, 0, 0.35, 0.35, 0.7, 0.7][twig], within(random, 2));
        const to = mid(from, aim(scene, random, sign, branch), random.uniform(0.5, 0.95), within(random, 26));
        tubes.push([
          { at: from, radius: 2.8 },
          { at: mid(from, to, 0.5, within(random, 5)), radius: 2.2 },
          { at: to, radius: 1.7 },
        ]);
      }
    }
  }
  paint(scene.canvas, tubeField(scene.canvas.grid, tubes), { hu: scene.tissue.rightHeart, onto: allLobes });
}

const fan: readonly Triple[] = [
  [95, 10, 550],
  [70, -45, 545],
  [65, 40, 560],
  [122, -20, 495],
  [108, -55, 425],
  [82, -78, 470],
  [122, 35, 445],
  [80, 72, 405],
  [102, 65, 350],
  [112, 5, 400],
  [95, -40, 390],
  [60, 78, 450],
  [110, 45, 510],
  [60, -70, 420],
];

function aim(
  scene: Scene,
  random: { uniform(low: number, high: number): number },
  sign: number,
  branch: number,
): Triple {
  const [x, y, z] = fan[branch % fan.length];
  const jitter = () => random.uniform(-16, 16);
  return scene.at(sign * (x + jitter()), y + jitter(), z + jitter());
}

const within = (random: { uniform(low: number, high: number): number }, spread: number) => () =>
  random.uniform(-spread, spread);

/** A point of a line, moved a little along each axis. */
function mid(from: Triple, to: Triple, t: number, jitter: () => number): Triple {
  return mapTriple(from, (value, axis) => value + (to[axis] - value) * t + jitter());
}

const placeNames: Readonly<Record<number, string>> = {
  [lobes.left.upper]: 'left upper lobe',
  [lobes.left.lower]: 'left lower lobe',
  [lobes.right.upper]: 'right upper lobe',
  [lobes.right.middle]: 'right middle lobe',
  [lobes.right.lower]: 'right lower lobe',
};

function drawNodules(scene: Scene, field: Field, side: Side): void {
  const plan = scene.finding('lung_nodule');
  const { canvas } = scene;
  const random = scene.random(`lung-nodule/${side}`);
  const hilum = scene.at(side === 'left' ? 34 : -34, 12, 485);
  const away = (at: Triple) => distance(at, hilum) > 45;
  if (plan?.sides.includes(side)) {
    const count = random.chance(0.35) ? 2 + random.integer(2) : 1;
    for (let n = 0; n < count; n++) {
      const grown = lerp(6.5, 14, 0.7 * plan.severity + 0.3 * random.next()) * plan.growth * (n === 0 ? 1 : 0.85);
      const sizeMm = clamp(grown, 6, 18);
      const at = placeInside(canvas, random, {
        box: field,
        labels: lobesOf(side),
        radiusMm: sizeMm / 2 + 4,
        accept: away,
      });
      if (!at) continue;
      const lobe = labelNear(scene, at);
      paint(canvas, ballField(canvas.grid, at, sizeMm), { hu: random.uniform(20, 70), grain: 15, onto: allLobes });
      found(scene, plan, { side, sizeMm, centreMm: at, place: placeNames[lobe] });
    }
  }
  // A normal variant: a calcified granuloma of 3 mm, which is nobody's nodule.
  if (random.chance(0.07)) {
    const at = placeInside(canvas, random, { box: field, labels: lobesOf(side), radiusMm: 8, accept: away });
    if (at) paint(canvas, ballField(canvas.grid, at, 3), { hu: 500, onto: allLobes });
  }
}

function labelNear(scene: Scene, at: Triple): number {
  const { grid, labels } = scene.canvas;
  const [i, j, k] = [grid.x, grid.y, grid.z].map((axis, a) => Math.round((at[a] - axis[0]) / grid.spacing[a]));
  return labels[i + grid.size[0] * (j + grid.size[1] * k)];
}

/** Airspaces filled with fluid or pus: a soft-edged, mottled opacity of part of a lobe, with ground glass around it. */
function drawConsolidation(scene: Scene, field: Field, side: Side): void {
  const plan = scene.finding('consolidation');
  if (!plan?.sides.includes(side)) return;
  const { canvas } = scene;
  const random = scene.momentary(`consolidation/${side}`);
  const lobe = random.pick([...lobesOf(side), lobes[side].lower]);
  const sizeMm = lerp(36, 82, 0.75 * plan.severity + 0.25 * random.next());
  const at = placeInside(canvas, random, { box: field, labels: [lobe], radiusMm: sizeMm * 0.4, share: 0.7 });
  if (!at) return;
  const r = sizeMm / 2;
  const solid = blobField(
    canvas.grid,
    {
      parts: [
        { centre: at, radii: [r * 0.75, r * 0.8, r] },
        {
          centre: [
            at[0] + random.uniform(-0.4, 0.4) * r,
            at[1] + random.uniform(0, 0.5) * r,
            at[2] + random.uniform(-0.5, 0.5) * r,
          ],
          radii: [r * 0.6, r * 0.55, r * 0.5],
        },
      ],
      blendMm: 14,
      wobbleMm: 5,
      wobbleAt: at,
    },
    16,
  );
  paint(canvas, solid, { hu: -480, grain: 70, softMm: 22, grow: 5, onto: [lobe], opacity: 0.8 });
  const density = random.uniform(15, 55) + (scene.plan.phase === 'plain' ? 0 : 25);
  paint(canvas, solid, { hu: density, grain: 55, softMm: 9, grow: -2, onto: [lobe], opacity: 0.96 });
  // Bronchi stay full of air inside it.
  const hilum = scene.at(side === 'left' ? 34 : -34, 12, 485);
  const bronchi = [-0.3, 0.25].map((turn) => [
    { at: mid(at, hilum, 0.7, within(random, 4)), radius: 2.6 },
    { at: [at[0] + turn * r, at[1] - turn * r * 0.7, at[2] + turn * r] as Triple, radius: 1.9 },
  ]);
  paint(canvas, tubeField(canvas.grid, bronchi), { hu: -900, onto: [lobe], opacity: 0.8 });
  found(scene, plan, { side, sizeMm, centreMm: at, place: placeNames[lobe] });
}

/** Free fluid in a pleural space of a patient on the back: deepest at the back and base, climbing along the wall. */
function drawEffusion(scene: Scene, field: Field, side: Side): PleuralFluid {
  const plan = scene.finding('pleural_effusion');
  if (!plan?.sides.includes(side)) return { depthMm: 0, heightMm: 0 };
  const { canvas } = scene;
  const { grid } = canvas;
  const random = scene.momentary(`effusion/${side}`);
  const depthMm = lerp(13, 55, clamp(plan.severity * 0.8 + 0.2 * random.next(), 0, 1));
  const heightMm = lerp(90, 210, plan.severity);
  const fluid = gravityField(scene, field, depthMm, heightMm);
  paint(canvas, fluid, {
    hu: fluidHu + random.uniform(-4, 10),
    grain: 3,
    label: 0,
    grow: 3,
    onto: [...lobesOf(side), 0],
  });
  found(scene, plan, {
    side,
    sizeMm: depthMm,
    centreMm: centroid(grid, fluid),
    kind: depthMm < 24 ? 'small' : depthMm < 40 ? 'moderate' : 'large',
  });
  return { depthMm, heightMm };
}

/** The part of a lung below a fluid level that is `depthMm` deep at the base and falls away over `heightMm`. */
function gravityField(scene: Scene, lung: Field, depthMm: number, heightMm: number): Field {
  const { grid } = scene.canvas;
  const { low, high } = lung;
  const distance = new Float32Array(lung.distance.length);
  // The back wall and the base are where the lung itself begins.
  let base = Infinity;
  const back = new Float64Array(high[2] - low[2]).fill(-1e3);
  for (let k = low[2], at = 0; k < high[2]; k++) {
    for (let j = low[1]; j < high[1]; j++) {
      for (let i = low[0]; i < high[0]; i++, at++) {
        if (lung.distance[at] > 0) continue;
        if (grid.y[j] > back[k - low[2]]) back[k - low[2]] = grid.y[j];
        if (grid.z[k] < base) base = grid.z[k];
      }
    }
  }
  const [tx] = scene.plan.shift;
  for (let k = low[2], at = 0; k < high[2]; k++) {
    const rise = clamp((grid.z[k] - base) / heightMm, 0, 1.5);
    const depth = depthMm * (1 - rise ** 1.6);
    const level = back[k - low[2]] + 2 - Math.max(0, depth);
    for (let j = low[1]; j < high[1]; j++) {
      for (let i = low[0]; i < high[0]; i++, at++) {
        const meniscus = depth > 0 ? 14 * clamp((Math.abs(grid.x[i] - tx) - 70) / 60, 0, 1) : 0;
        const above = depth > 0 ? level - meniscus - grid.y[j] : 50;
        distance[at] = Math.max(above, lung.distance[at]);
      }
    }
  }
  return { low, high, distance };
}

function centroid(grid: { x: Float64Array; y: Float64Array; z: Float64Array }, field: Field): Triple {
  let [sx, sy, sz, n] = [0, 0, 0, 0];
  for (let k = field.low[2], at = 0; k < field.high[2]; k++) {
    for (let j = field.low[1]; j < field.high[1]; j++) {
      for (let i = field.low[0]; i < field.high[0]; i++, at++) {
        if (field.distance[at] > 0) continue;
        sx += grid.x[i];
        sy += grid.y[j];
        sz += grid.z[k];
        n++;
      }
    }
  }
  return n === 0 ? [0, 0, 0] : [sx / n, sy / n, sz / n];
}

/** Collapsed lung: a dependent crescent (in front of any effusion) or plates at the base. */
function drawAtelectasis(scene: Scene, field: Field, side: Side, fluid: PleuralFluid): void {
  const plan = scene.finding('atelectasis');
  if (!plan?.sides.includes(side)) return;
  const { canvas } = scene;
  const random = scene.momentary(`atelectasis/${side}`);
  const hu = random.uniform(15, 45) + (scene.plan.phase === 'plain' ? 10 : 40);
  const lower = lobes[side].lower;
  const wet = fluid.depthMm > 0;
  if (wet || random.chance(0.5)) {
    const thick = lerp(9, 24, plan.severity);
    const collapsed = gravityField(
      scene,
      field,
      fluid.depthMm + thick,
      wet ? fluid.heightMm + 10 : lerp(60, 120, plan.severity),
    );
    paint(canvas, collapsed, { hu, grain: 22, onto: lobesOf(side), softMm: 6, opacity: 0.95 });
    found(scene, plan, {
      side,
      centreMm: centroid(canvas.grid, collapsed),
      place: placeNames[lower],
      kind: wet ? 'compressive' : 'dependent',
    });
    return;
  }
  const plates = 1 + random.integer(2);
  for (let n = 0; n < plates; n++) {
    const length = lerp(44, 80, plan.severity) * random.uniform(0.85, 1.1);
    const at = placeInside(canvas, random, { box: field, labels: [lower], radiusMm: 14, accept: ([, , z]) => z < 440 });
    if (!at) continue;
    const plate = blobField(canvas.grid, {
      parts: [
        {
          centre: at,
          radii: [length / 2, length * 0.38, lerp(3.6, 6.5, plan.severity)],
          turn: rotation(random.uniform(-30, 10), random.uniform(-22, 22), random.uniform(-40, 40)),
        },
      ],
      wobbleMm: 1,
      wobbleAt: at,
    });
    paint(canvas, plate, { hu, grain: 15, onto: lobesOf(side) });
    found(scene, plan, { side, sizeMm: length, centreMm: at, place: placeNames[lower], kind: 'platelike' });
  }
}

export function drawAirways(scene: Scene): void {
  const { canvas } = scene;
  const node = (x: number, y: number, z: number, radius: number): TubeNode => ({ at: scene.at(x, y, z), radius });
  const tubes = [
    smoothPath([node(0, 0, 640, 8.5), node(0, 8, 590, 8.5), node(-2, 18, 528, 8.5)], 20),
    smoothPath([node(-2, 18, 528, 7.5), node(-18, 18, 508, 7), node(-38, 16, 488, 6)], 20),
    smoothPath([node(-2, 18, 528, 7), node(18, 18, 508, 6), node(40, 18, 494, 5)], 20),
  ];
  const field = tubeField(canvas.grid, tubes, 4);
  paint(canvas, field, { hu: 30, grow: 1.5, label: labelOf('trachea') });
  paint(canvas, field, { hu: -990, label: labelOf('trachea') });
}
