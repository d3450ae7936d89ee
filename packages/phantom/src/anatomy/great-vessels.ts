import type { Triple } from '@totalfm/core';
import { clamp, lerp } from '../grid.ts';
import { ballField } from '../raster/ball.ts';
import type { TubeNode } from '../raster/geometry.ts';
import { smoothPath } from '../raster/geometry.ts';
import { paint } from '../raster/paint.ts';
import { tubeField } from '../raster/tube.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';
import { profile, spineCurve } from './profile.ts';

/** The caval veins, pulmonary trunk and iliac veins. Drawn before the aorta. */
export function drawVeins(scene: Scene): void {
  const { canvas, tissue } = scene;
  const node = (x: number, y: number, z: number, radius: number): TubeNode => ({ at: scene.at(x, y, z), radius });
  const draw = (nodes: TubeNode[], hu: number, name: string) =>
    paint(canvas, tubeField(canvas.grid, [smoothPath(nodes, 22)]), { hu, grain: 4, label: labelOf(name) });
  const front = (z: number) =>
    profile(spineCurve, z) -
    2 *
      profile(
        [
          [150, 17],
          [290, 16],
          [400, 15],
        ],
        z,
      );
  draw(
    [
      node(-14, front(190) - 8, 188, 10),
      node(-18, front(240) - 7, 240, 11),
      node(-20, front(300) - 8, 300, 12),
      node(-24, 6, 350, 13),
      node(-26, -2, 392, 14),
    ],
    tissue.cava,
    'inferior_vena_cava',
  );
  draw(
    [node(-26, -8, 455, 10), node(-26, -10, 500, 10), node(-22, -14, 550, 9), node(-18, -16, 585, 8)],
    tissue.cava,
    'superior_vena_cava',
  );
  draw(
    [node(-14, front(190) - 8, 188, 9), node(-38, 42, 150, 8), node(-62, 18, 95, 8), node(-68, -34, 45, 7)],
    tissue.cava,
    'iliac_vena_right',
  );
  draw(
    [node(-14, front(190) - 8, 188, 9), node(34, 42, 148, 8), node(62, 18, 95, 8), node(68, -34, 45, 7)],
    tissue.cava,
    'iliac_vena_left',
  );
  const lungArtery = [
    smoothPath([node(22, -34, 458, 13), node(18, -22, 486, 13), node(10, 2, 500, 11), node(-34, 10, 492, 8)], 20),
    smoothPath([node(18, -18, 488, 12), node(30, 4, 502, 10), node(42, 16, 496, 8)], 20),
  ];
  paint(canvas, tubeField(canvas.grid, lungArtery), { hu: tissue.rightHeart, grain: 4, label: 0 });
}

interface AortaPoint {
  readonly at: Triple;
  readonly radius: number;
}

/** Where the front of the spine is, in the mean torso. */
const front = (z: number) =>
  profile(spineCurve, z) -
  2 *
    profile(
      [
        [150, 17],
        [290, 16],
        [400, 15],
      ],
      z,
    );

/** The aorta from the valve to its fork, the iliac arteries, aneurysm and plaques. */
export function drawAorta(scene: Scene): void {
  const { canvas, tissue, plan } = scene;
  const random = scene.random('aorta');
  const age = plan.patient.age;
  const widen =
    (1 + 0.0035 * (age - 59)) *
    (plan.patient.sex === 'male' ? 1.03 : 0.95) *
    (1 + 0.045 * clamp(random.normal(), -2, 2));
  const bow = random.uniform(-3, 3) + 0.08 * (age - 59);
  const aneurysm = scene.finding('abdominal_aortic_aneurysm');
  const node = (x: number, y: number, z: number, radius: number): TubeNode => ({
    at: scene.at(x, y, z),
    radius: radius * widen,
  });
  const thoracic = [
    node(2, -16, 448, 14),
    node(-8, -26, 480, 15),
    node(-8, -22, 515, 14.5),
    node(2, -6, 543, 14),
    node(18, 20, 548, 13),
    node(26, 42, 532, 12.5),
    node(26, 48, 490, 12),
    node(22, 44, 430, 12),
    node(16, front(370) - 10, 370, 11.5),
  ];
  const abdominal = [
    node(11 + bow * 0.3, front(320) - 10, 320, 10.5),
    node(9 + bow, front(280) - 9, 280, 9.8),
    node(7 + bow, front(240) - 9, 240, 9.2),
    node(4, front(188) - 9, 188, 8.8),
  ];
  const path: AortaPoint[] = smoothPath([...thoracic, ...abdominal], 14);
  const label = labelOf('aorta');
  const lumen = tubeField(canvas.grid, [path], 2);
  paint(canvas, lumen, { hu: 44, grow: 1, label });
  paint(canvas, lumen, { hu: tissue.aorta, grain: 4, label });
  const iliac = (sign: number): TubeNode[] =>
    smoothPath(
      [
        node(4, front(188) - 9, 188, 7),
        node(sign * 24, 36, 152, 5.5),
        node(sign * 50, 10, 100, 5),
        node(sign * 66, -38, 45, 4.6),
      ],
      20,
    );
  const [leftIliac, rightIliac] = [iliac(1), iliac(-1)];
  paint(canvas, tubeField(canvas.grid, [leftIliac]), { hu: tissue.aorta, label: labelOf('iliac_artery_left') });
  paint(canvas, tubeField(canvas.grid, [rightIliac]), { hu: tissue.aorta, label: labelOf('iliac_artery_right') });
  if (aneurysm) drawAneurysm(scene, path, label);
  drawBranches(scene, node);
  drawPlaques(
    scene,
    path.filter(({ at: [, , z] }) => z < 560),
    [...leftIliac.slice(1, 6), ...rightIliac.slice(1, 6)],
    label,
  );
}

/** A fusiform infrarenal aneurysm; in part of them a crescent of thrombus narrows the lumen. */
function drawAneurysm(scene: Scene, path: readonly AortaPoint[], label: number): void {
  const plan = scene.finding('abdominal_aortic_aneurysm')!;
  const { canvas, tissue } = scene;
  const random = scene.random('aneurysm');
  const diameter = clamp(lerp(34, 62, plan.severity) * (plan.growth > 1 ? 1.08 : 1), 33, 66);
  const middle = scene.at(0, 0, random.uniform(215, 238))[2];
  const length = lerp(34, 52, plan.severity);
  const sac = path
    .filter(({ at }) => Math.abs(at[2] - middle) < length)
    .map(({ at, radius }) => {
      const bulge = Math.cos((Math.PI / 2) * ((at[2] - middle) / length)) ** 1.2;
      const grown = radius + (diameter / 2 - radius) * bulge;
      return { at: [at[0], at[1] - (grown - radius) * 0.55, at[2]] as Triple, radius: grown };
    });
  if (sac.length < 2) return;
  const thrombus = random.chance(0.6);
  const field = tubeField(canvas.grid, [sac], 3);
  paint(canvas, field, { hu: 42, grow: 1, label });
  if (thrombus)
    paint(
      canvas,
      tubeField(canvas.grid, [
        sac.map(({ at, radius }) => ({
          at: [at[0] + radius * 0.12, at[1] + radius * 0.14, at[2]] as Triple,
          radius: radius * 0.66,
        })),
      ]),
      { hu: tissue.aorta, grain: 4 },
    );
  else paint(canvas, field, { hu: tissue.aorta, grain: 4, label });
  const widest = sac.reduce((best, point) => (point.radius > best.radius ? point : best));
  found(scene, plan, { sizeMm: 2 * widest.radius, centreMm: widest.at, kind: thrombus ? 'thrombus' : undefined });
}

function drawBranches(scene: Scene, node: (x: number, y: number, z: number, radius: number) => TubeNode): void {
  const { canvas, tissue } = scene;
  const tubes = [
    [node(10, front(306) - 14, 304, 4), node(6, front(306) - 34, 300, 3.6)],
    smoothPath(
      [node(9, front(288) - 14, 286, 4), node(6, front(280) - 30, 270, 3.6), node(4, front(240) - 32, 215, 3)],
      18,
    ),
    smoothPath([node(8, front(276) - 8, 276, 3.4), node(-26, 34, 276, 3), node(-44, 38, 276, 2.6)], 18),
    smoothPath([node(8, front(278) - 8, 278, 3.4), node(28, 34, 282, 3), node(46, 38, 284, 2.6)], 18),
    smoothPath([node(-2, -8, 546, 6), node(-14, -8, 575, 5), node(-20, -6, 610, 4.5)], 18),
    smoothPath([node(8, 4, 549, 4.5), node(14, 0, 580, 4), node(18, -2, 615, 4)], 18),
    smoothPath([node(18, 16, 550, 5), node(26, 14, 580, 4.5), node(40, 10, 605, 4.5)], 18),
  ];
  paint(canvas, tubeField(canvas.grid, tubes), { hu: tissue.aorta });
}

/** Calcified plaques in the wall of the arch, the abdominal aorta and the iliac arteries. */
function drawPlaques(scene: Scene, aorta: readonly AortaPoint[], iliacs: readonly AortaPoint[], label: number): void {
  const plan = scene.finding('atherosclerosis');
  if (!plan) return;
  const { canvas } = scene;
  const random = scene.random('plaque');
  const count = Math.round(lerp(6, 28, plan.severity));
  const abdominal = aorta.filter(({ at }) => at[2] < 330);
  const first: Triple[] = [];
  for (let n = 0; n < count; n++) {
    const iliac = n > 3 && random.chance(0.2);
    const { at, radius } = random.pick(iliac ? iliacs : random.chance(0.7) ? abdominal : aorta);
    const angle = random.uniform(0, 2 * Math.PI);
    const place: Triple = [
      at[0] + radius * Math.cos(angle),
      at[1] + radius * Math.sin(angle),
      at[2] + random.uniform(-6, 6),
    ];
    const sizeMm = lerp(3, 6, 0.5 * plan.severity + 0.5 * random.next());
    paint(canvas, ballField(canvas.grid, place, sizeMm), {
      hu: random.uniform(700, 1300),
      label: iliac ? undefined : label,
    });
    first.push(place);
  }
  found(scene, plan, {
    centreMm: first[0],
    count,
    kind: plan.severity > 0.66 ? 'severe' : plan.severity > 0.33 ? 'moderate' : 'mild',
  });
}
