import type { Random } from '@totalfm/core';
import { lerp } from '../grid.ts';
import { clipToDepth } from '../raster/field.ts';
import type { TubeNode } from '../raster/geometry.ts';
import { smoothPath } from '../raster/geometry.ts';
import { gasHu } from '../raster/paint.ts';
import { paint } from '../raster/paint.ts';
import type { TubeField } from '../raster/tube.ts';
import { tubeField } from '../raster/tube.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';

/** Small bowel and colon. Drawn first in the abdomen: the solid organs push them aside. */
export function drawBowel(scene: Scene, insetMm: number): void {
  const blocked = scene.finding('bowel_obstruction');
  const swollen = scene.finding('submucosal_edema');
  const random = scene.momentary('bowel');
  const colitis = swollen ? random.chance(0.45) : false;
  drawSmallBowel(scene, insetMm, blocked?.severity, swollen && !colitis ? swollen.severity : undefined);
  drawColon(scene, insetMm, blocked !== undefined, swollen && colitis ? swollen.severity : undefined);
  if (blocked) found(scene, blocked, { sizeMm: Math.round(2 * loopRadius(blocked.severity)), place: 'small bowel' });
  if (swollen)
    found(scene, swollen, { place: colitis ? 'colon' : 'small bowel', sizeMm: swollenWall(swollen.severity) });
}

const loopRadius = (severity: number) => lerp(15.5, 21, severity);
const swollenWall = (severity: number) => lerp(5.5, 8.5, severity);

/** Loops that fill the middle of the abdomen: rows of a tube that goes to and fro, jittered. */
function drawSmallBowel(
  scene: Scene,
  insetMm: number,
  obstruction: number | undefined,
  edema: number | undefined,
): void {
  const { canvas, tissue } = scene;
  const random = scene.momentary('small-bowel');
  const radius = obstruction === undefined ? random.uniform(9.5, 12) : loopRadius(obstruction);
  const loops = loopTubes(scene, random, radius, obstruction !== undefined);
  const field = tubeField(canvas.grid, loops, 3);
  clipToDepth(field, canvas.grid, scene.cavity, 2 + insetMm);
  const wallMm = edema === undefined ? (obstruction === undefined ? 2.8 : 2) : swollenWall(edema);
  const label = labelOf('small_bowel');
  paint(canvas, field, { hu: tissue.gut, grain: 8, label, grow: edema === undefined ? 0 : 2.2 });
  if (edema !== undefined) {
    // The target sign: fluid between an outer and an inner bright layer.
    paint(canvas, field, { hu: 14, grain: 5, grow: 0.4 });
    paint(canvas, field, { hu: tissue.gut + 12, grow: 3.6 - wallMm });
  }
  fillLumen(scene, field, random, {
    grow: edema === undefined ? -wallMm : 1.6 - wallMm,
    fluid: obstruction === undefined ? 0.55 : 1,
    gas: obstruction === undefined ? 0.12 : 0.6,
    stretch: 5,
  });
}

function loopTubes(scene: Scene, random: Random, radius: number, dilated: boolean): TubeNode[][] {
  const step = 2 * radius + (dilated ? 1 : 3);
  const rows: TubeNode[][] = [];
  const jitter = (amount: number) => random.uniform(-amount, amount);
  for (let z = 92, layer = 0; z < 238; z += step, layer++) {
    const tube: TubeNode[] = [];
    const pelvis = z < 110 ? 0.7 : 1;
    const depthTo = z < 130 ? 22 : 8;
    let to = layer % 2 === 0;
    for (let y = -66 + jitter(4); y < depthTo; y += step) {
      const ends = [(-82 + jitter(14)) * pelvis, (84 + jitter(14)) * pelvis];
      const n = 8;
      const [phase, waves] = [random.uniform(0, 6.3), random.uniform(0.8, 1.8)];
      for (let s = 0; s <= n; s++) {
        const t = to ? s / n : 1 - s / n;
        tube.push({
          at: scene.at(
            ends[0] + (ends[1] - ends[0]) * t + jitter(3),
            y + jitter(radius * 0.4) + 0.55 * radius * Math.cos(phase + 6.3 * waves * t),
            z + jitter(radius * 0.5) + 1.05 * radius * Math.sin(phase + 6.3 * waves * t),
          ),
          radius: radius * random.uniform(0.85, 1.08),
        });
      }
      to = !to;
    }
    rows.push(smoothPath(tube, 14));
  }
  return rows;
}

interface Contents {
  /** How far it reaches beyond the tubes' own surface, in millimetres. */
  readonly grow: number;
  /** Share of the stretches that hold fluid; the others are collapsed. */
  readonly fluid: number;
  /** Share of the fluid-filled ones with gas on top. */
  readonly gas: number;
  /** Segments of one stretch. */
  readonly stretch: number;
}

/** Fills stretches of a bowel with fluid, gas over fluid, or nothing. */
function fillLumen(scene: Scene, field: TubeField, random: Random, contents: Contents): void {
  const { grow } = contents;
  const stretches = Math.ceil(field.segments / contents.stretch);
  const kinds = Uint8Array.from({ length: stretches }, () =>
    random.next() < contents.fluid ? (random.next() < contents.gas ? 2 : 1) : 0,
  );
  const { canvas } = scene;
  paint(
    canvas,
    onlySegments(field, (segment) => kinds[Math.floor(segment / contents.stretch)] === 1),
    { hu: random.uniform(8, 24), grain: 7, grow },
  );
  const level = onlySegments(field, (segment) => kinds[Math.floor(segment / contents.stretch)] === 2);
  paint(canvas, level, { hu: random.uniform(8, 20), grain: 5, grow });
  drawGas(scene, level, grow);
}

/** The part of a bundle of tubes that belongs to some of its segments. */
function onlySegments(field: TubeField, wanted: (segment: number) => boolean): TubeField {
  const keep = Uint8Array.from({ length: field.segments }, (_, segment) => (wanted(segment) ? 1 : 0));
  const distance = new Float32Array(field.distance.length);
  for (let at = 0; at < distance.length; at++) distance[at] = keep[field.segment[at]] === 1 ? field.distance[at] : 1e3;
  return { ...field, distance };
}

/** Gas in the front half of each gas-holding loop: voxels nearer to the front than the loop's own axis. */
function drawGas(scene: Scene, field: TubeField, grow: number): void {
  const { canvas } = scene;
  const { grid } = canvas;
  const { low, high, distance, segment } = field;
  const sum = new Float64Array(field.segments);
  const count = new Float64Array(field.segments);
  const width = high[0] - low[0];
  const rows = (high[1] - low[1]) * (high[2] - low[2]);
  const rowY = (row: number) => grid.y[low[1] + (row % (high[1] - low[1]))];
  for (let row = 0, at = 0; row < rows; row++) {
    const y = rowY(row);
    for (const end = at + width; at < end; at++) {
      if (distance[at] > grow) continue;
      sum[segment[at]] += y;
      count[segment[at]]++;
    }
  }
  const gas = new Float32Array(distance.length);
  for (let row = 0, at = 0; row < rows; row++) {
    const y = rowY(row);
    for (const end = at + width; at < end; at++) {
      const n = segment[at];
      gas[at] = distance[at] > 50 || count[n] === 0 ? 1e3 : Math.max(distance[at], y - sum[n] / count[n] + grow);
    }
  }
  paint(canvas, { ...field, distance: gas }, { hu: gasHu, grow });
}

/** The colon frames the small bowel: stool and gas, haustra; collapsed beyond a small-bowel obstruction. */
function drawColon(scene: Scene, insetMm: number, collapsed: boolean, edema: number | undefined): void {
  const { canvas, tissue } = scene;
  const random = scene.momentary('colon');
  const wide = collapsed ? random.uniform(0.5, 0.62) : random.uniform(0.82, 1.12);
  const path = colonCourse(scene, wide);
  const field = tubeField(canvas.grid, [path], 3);
  clipToDepth(field, canvas.grid, scene.cavity, 1.5 + insetMm);
  const label = labelOf('colon');
  const wallMm = edema === undefined ? 2.6 : swollenWall(edema) + 1.5;
  paint(canvas, field, { hu: -95, grow: 3, label: 0, opacity: 0.7 });
  paint(canvas, field, { hu: tissue.gut, grain: 8, label, grow: edema === undefined ? 0 : 1.5 });
  if (edema !== undefined) {
    paint(canvas, field, { hu: 14, grain: 5, grow: -0.5 });
    paint(canvas, field, { hu: tissue.gut + 12, grow: 2.8 - wallMm });
  }
  if (collapsed) return;
  const inner = edema === undefined ? -wallMm : 0.9 - wallMm;
  // Stool on the right, gas in front, nothing in places.
  const stoolHu = random.uniform(-40, 60);
  paint(canvas, field, { hu: stoolHu, grain: 85, grow: inner });
  const segments = path.length;
  const kinds = Uint8Array.from({ length: Math.ceil(segments / 4) + 1 }, () => (random.next() < 0.45 ? 1 : 0));
  drawGas(
    scene,
    onlySegments(field, (segment) => kinds[segment >> 2] === 1),
    inner,
  );
}

/** From the caecum to the rectum; the sigmoid moves most from patient to patient. */
function colonCourse(scene: Scene, wide: number): TubeNode[] {
  const course = scene.random('colon');
  const jitter = (amount: number) => course.uniform(-amount, amount);
  const droop = course.uniform(-22, 14);
  const lift = scene.plan.breathMm * 0.4;
  const nodeWithin =
    (move: number) =>
    (x: number, y: number, z: number, radius: number): TubeNode => ({
      at: scene.at(x + jitter(move), y + jitter(move), z + jitter(move) + (z > 220 ? lift : 0)),
      radius: radius * wide,
    });
  const [node, sigmoid] = [nodeWithin(4), nodeWithin(8)];
  return smoothPath(
    [
      node(-84, -14, 128, 25),
      node(-96, -4, 160, 25),
      node(-104, 8, 200, 22),
      node(-100, 4, 238, 22),
      node(-82, -30, 240, 20),
      node(-58, -62, 226 + droop * 0.5, 20),
      node(-16, -74, 214 + droop, 20),
      node(30, -72, 220 + droop, 19),
      node(70, -52, 250, 18),
      node(100, -6, 300, 20),
      node(112, 26, 296, 19),
      node(112, 36, 250, 16),
      node(108, 30, 200, 16),
      node(100, 16, 160, 16),
      node(86, 0, 128, 15),
      sigmoid(52, -18, 108, 15),
      sigmoid(16, -10, 124, 15),
      sigmoid(-10, 14, 112, 15),
      node(4, 44, 100, 16),
      node(2, 56, 70, 19),
      node(0, 54, 40, 17),
      node(0, 46, 8, 11),
    ],
    9,
  ).map(({ at, radius }, n) => ({ at, radius: radius * (1 + 0.1 * Math.sin(n * 1.5)) }));
}

/** The duodenal loop around the head of the pancreas. */
export function drawDuodenum(scene: Scene): void {
  const { canvas, tissue } = scene;
  const random = scene.momentary('duodenum');
  const lift = scene.plan.breathMm * 0.4;
  const node = (x: number, y: number, z: number, radius: number): TubeNode => {
    const [px, py, pz] = scene.at(x, y, z);
    return { at: [px, py, pz + lift], radius };
  };
  const path = smoothPath(
    [
      node(-28, -40, 276, 12),
      node(-44, -18, 280, 12),
      node(-48, 6, 262, 12),
      node(-46, 12, 236, 11.5),
      node(-26, 8, 220, 11),
      node(4, 2, 220, 10),
      node(30, 2, 236, 10),
      node(36, -10, 250, 10),
    ],
    14,
  );
  const field = tubeField(canvas.grid, [path], 3);
  paint(canvas, field, { hu: tissue.gut, grain: 8, label: labelOf('duodenum') });
  fillLumen(scene, field, random, { grow: -3, fluid: 0.5, gas: 0.3, stretch: 4 });
}
