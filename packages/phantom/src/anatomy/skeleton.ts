import type { Side, Triple } from '@totalfm/core';
import { blobField } from '../raster/blob.ts';
import type { Ellipsoid } from '../raster/blob.ts';
import { rotation, smoothPath, type TubeNode } from '../raster/geometry.ts';
import { drumField } from '../raster/drum.ts';
import { paint } from '../raster/paint.ts';
import { tubeField } from '../raster/tube.ts';
import type { Scene } from '../scene.ts';
import { labelOf } from '../structures.ts';
import { profile, spineCurve } from './profile.ts';
import { ribShare, trunkRadii } from './trunk.ts';

const sides = [
  { side: 'left', sign: 1 },
  { side: 'right', sign: -1 },
] as const;

/** Ribs, costal cartilages, sternum, shoulder blades, collar bones, pelvis, femurs and the muscles along the spine. */
export function drawSkeleton(scene: Scene): void {
  drawBackMuscles(scene);
  drawRibs(scene);
  drawSternum(scene);
  drawShoulderGirdle(scene);
  drawPelvis(scene);
}

/** Height of the costovertebral joint of ribs 1–12. */
const joints = [618, 598, 575, 551, 527, 502, 476, 449, 421, 392, 362, 330];
/** How far forward a rib's bone reaches (radians from the back) and how much it sinks on its way. */
const reach = [2.3, 2.45, 2.5, 2.5, 2.5, 2.5, 2.45, 2.3, 2.15, 1.95, 1.45, 0.95];
const drop = [24, 36, 48, 58, 66, 72, 78, 80, 78, 72, 52, 34];

function drawRibs(scene: Scene): void {
  const hu = 420 - 1.5 * (scene.plan.patient.age - 40);
  for (const { side, sign } of sides) {
    joints.forEach((joint, n) => {
      const steps = 4 + Math.round(6 * (reach[n] / 2.5));
      const path = Array.from({ length: steps + 1 }, (_, s) => {
        const angle = 0.28 + (reach[n] - 0.28) * (s / steps);
        return { at: aroundTrunk(scene, sign, angle, joint - drop[n] * (s / steps) ** 1.2), radius: s === 0 ? 4 : 5 };
      });
      path.unshift({ at: scene.at(sign * 18, profile(spineCurve, joint) + 2, joint + 2), radius: 4 });
      const field = tubeField(scene.canvas.grid, [smoothPath(path, 18)]);
      paint(scene.canvas, field, { hu, label: labelOf(`rib_${side}_${n + 1}`) });
      paint(scene.canvas, field, { hu: hu * 0.5, grow: -3 });
      if (n < 10) drawCartilage(scene, sign, path[path.length - 1].at, Math.max(415, joint - drop[n] - 6));
    });
  }
}

/** A point on the rib cage: `angle` from the back (0) over the flank (π/2) to the front (π). */
function aroundTrunk(scene: Scene, sign: number, angle: number, z: number): Triple {
  const { halfWidth, halfDepth } = trunkRadii(z);
  const share = ribShare(z);
  const x = halfWidth * share * Math.sin(angle) + 6 * Math.sin(angle);
  const y = halfDepth * share * Math.cos(angle) + 6 * Math.cos(angle);
  // The trunk is a squared-off ellipse: its diagonal reaches further out than a true one's.
  const square = 1 + 0.075 * Math.sin(2 * angle) ** 2;
  return scene.at(sign * x * square, y * square, z);
}

function drawCartilage(scene: Scene, sign: number, from: Triple, z: number): void {
  const { halfDepth } = trunkRadii(z);
  const to = scene.at(sign * 18, -halfDepth - 6, z);
  const middle: Triple = [
    (from[0] + to[0]) / 2,
    Math.min(from[1], to[1]) + 4,
    Math.min(from[2], to[2]) + 0.3 * Math.abs(from[2] - to[2]),
  ];
  const path = smoothPath(
    [
      { at: from, radius: 5 },
      { at: middle, radius: 5 },
      { at: to, radius: 5 },
    ],
    20,
  );
  paint(scene.canvas, tubeField(scene.canvas.grid, [path]), {
    hu: 115,
    grain: 25,
    label: labelOf('costal_cartilages'),
  });
}

function drawSternum(scene: Scene): void {
  const { halfDepth } = trunkRadii(470);
  const top = trunkRadii(545).halfDepth * ribShare(545);
  const field = blobField(scene.canvas.grid, {
    parts: [
      { centre: scene.at(0, -halfDepth - 7, 460), radii: [15, 6, 62] },
      { centre: scene.at(0, -Math.max(top, halfDepth * 0.86) - 6, 538), radii: [24, 7, 26] },
    ],
    blendMm: 10,
  });
  paint(scene.canvas, field, { hu: 330, label: labelOf('sternum') });
  paint(scene.canvas, field, { hu: 130, grow: -3 });
}

function drawShoulderGirdle(scene: Scene): void {
  const node = tubeNodes(scene);
  for (const { side, sign } of sides) {
    const collar = smoothPath(
      [node(sign * 14, -62, 562, 8), node(sign * 58, -52, 586, 6), node(sign * 112, -8, 606, 6)],
      20,
    );
    paint(scene.canvas, tubeField(scene.canvas.grid, [collar]), { hu: 380, label: labelOf(`clavicula_${side}`) });
    const field = blobField(scene.canvas.grid, {
      parts: [
        { centre: scene.at(sign * 96, 76, 525), radii: [36, 4.5, 62], turn: rotation(-6, 0, -34 * sign) },
        { centre: scene.at(sign * 112, 76, 570), radii: [30, 6, 9], turn: rotation(0, 0, -34 * sign) },
      ],
      blendMm: 5,
    });
    paint(scene.canvas, field, { hu: 330, label: labelOf(`scapula_${side}`) });
  }
}

const pelvisHu = 380;

function drawPelvis(scene: Scene): void {
  for (const { side, sign } of sides) {
    drawHip(scene, side, sign);
    drawFemur(scene, side, sign);
    drawButtock(scene, side, sign);
  }
  drawSacrum(scene);
}

function drawHip(scene: Scene, side: Side, sign: number): void {
  const { canvas } = scene;
  const node = tubeNodes(scene);
  const wing: Ellipsoid = {
    centre: scene.at(sign * 82, 24, 118),
    radii: scene.sized(6.5, 66, 62),
    turn: rotation(0, 12 * sign, 36 * sign),
  };
  const notch: Ellipsoid = { centre: scene.at(sign * 58, 62, 55), radii: scene.sized(40, 34, 34) };
  const field = blobField(canvas.grid, { parts: [wing], cuts: [notch], blendMm: 6 });
  const label = labelOf(`hip_${side}`);
  paint(canvas, field, { hu: pelvisHu, label });
  paint(canvas, field, { hu: 150, grain: 25, grow: -3 });
  const frame = tubeField(canvas.grid, [
    smoothPath(
      [
        node(sign * 84, 14, 92, 14),
        node(sign * 78, 16, 62, 22),
        node(sign * 62, 40, 26, 14),
        node(sign * 52, 38, 0, 11),
      ],
      18,
    ),
    smoothPath([node(sign * 78, -6, 66, 13), node(sign * 42, -44, 44, 8), node(sign * 8, -56, 34, 9)], 18),
    smoothPath([node(sign * 10, -54, 30, 7), node(sign * 34, -20, 8, 6), node(sign * 50, 30, 2, 8)], 18),
  ]);
  paint(canvas, frame, { hu: pelvisHu, label });
  paint(canvas, frame, { hu: 150, grain: 25, grow: -4 });
}

function drawFemur(scene: Scene, side: Side, sign: number): void {
  const { canvas } = scene;
  const node = tubeNodes(scene);
  const femur = labelOf(`femur_${side}`);
  const head = tubeField(
    canvas.grid,
    [
      [node(sign * 88, -2, 52, 22), node(sign * 90, -2, 50, 22)],
      [node(sign * 90, -2, 50, 15), node(sign * 118, 10, 30, 15)],
      [node(sign * 120, 12, 36, 16), node(sign * 116, 8, -20, 15)],
    ],
    3,
  );
  paint(canvas, head, { hu: 60, grow: 3, label: 0 });
  paint(canvas, head, { hu: 480, label: femur });
  paint(canvas, head, { hu: 220, grain: 30, grow: -4 });
}

function drawButtock(scene: Scene, side: Side, sign: number): void {
  const buttock = blobField(scene.canvas.grid, {
    parts: [{ centre: scene.at(sign * 66, 98, 62), radii: scene.sized(48, 20, 58), turn: rotation(0, 0, -18 * sign) }],
  });
  paint(scene.canvas, buttock, {
    hu: scene.tissue.muscle,
    grain: 10,
    label: labelOf(`gluteus_maximus_${side}`),
    onto: [0],
  });
}

function drawSacrum(scene: Scene): void {
  const { canvas } = scene;
  const hu = pelvisHu;
  const field = blobField(canvas.grid, {
    parts: [
      { centre: scene.at(0, 82, 100), radii: scene.sized(47, 17, 25), turn: rotation(25, 0, 0) },
      { centre: scene.at(0, 98, 72), radii: scene.sized(32, 11, 26), turn: rotation(10, 0, 0) },
      { centre: scene.at(0, 98, 44), radii: scene.sized(15, 7, 22), turn: rotation(-25, 0, 0) },
    ],
    blendMm: 10,
  });
  paint(canvas, field, { hu, label: labelOf('sacrum') });
  paint(canvas, field, { hu: 140, grain: 25, grow: -3.5 });
  const first = drumField(canvas.grid, { centre: scene.at(0, 62, 114), radii: scene.sized(25, 16, 14), slope: -0.5 });
  paint(canvas, first, { hu, label: labelOf('vertebrae_S1') });
  paint(canvas, first, { hu: 140, grain: 20, grow: -3 });
}

/** Nodes of tubes, from places in the mean torso. */
const tubeNodes =
  (scene: Scene) =>
  (x: number, y: number, z: number, radius: number): TubeNode => ({ at: scene.at(x, y, z), radius });

/** The erector spinae behind the spine and the psoas beside it. */
function drawBackMuscles(scene: Scene): void {
  const { canvas, tissue } = scene;
  const node = tubeNodes(scene);
  const bulk = 0.85 + 0.3 * scene.plan.patient.muscle;
  for (const { side, sign } of sides) {
    const back = Array.from({ length: 14 }, (_, n) => {
      const z = 105 + n * 37;
      return node(sign * 27, profile(spineCurve, z) + 28, z, (z < 340 ? 20 : 15) * bulk);
    });
    paint(canvas, tubeField(canvas.grid, [back]), {
      hu: tissue.muscle,
      grain: 11,
      label: labelOf(`autochthon_${side}`),
    });
    const psoas = smoothPath(
      [
        node(sign * 27, 42, 305, 7),
        node(sign * 36, 36, 250, 14 * bulk),
        node(sign * 44, 34, 200, 19 * bulk),
        node(sign * 56, 30, 150, 22 * bulk),
        node(sign * 70, 2, 100, 19 * bulk),
        node(sign * 82, -20, 55, 14),
        node(sign * 92, 0, 10, 11),
      ],
      20,
    );
    const field = tubeField(canvas.grid, [psoas], 2);
    paint(canvas, field, { hu: fatPlane, grow: 2, label: 0 });
    paint(canvas, field, { hu: tissue.muscle, grain: 8, label: labelOf(`iliopsoas_${side}`) });
  }
}

const fatPlane = -85;
