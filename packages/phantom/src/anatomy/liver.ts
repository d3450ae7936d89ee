import type { Random, Triple } from '@totalfm/core';
import { clamp, lerp } from '../grid.ts';
import { fluidHu } from '../phases.ts';
import { ballField } from '../raster/ball.ts';
import { blobField } from '../raster/blob.ts';
import type { Field } from '../raster/field.ts';
import { clipToDepth } from '../raster/field.ts';
import type { TubeNode } from '../raster/geometry.ts';
import { rotation, smoothPath } from '../raster/geometry.ts';
import { paint } from '../raster/paint.ts';
import { placeInside } from '../raster/place.ts';
import { tubeField } from '../raster/tube.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';
import { clipAtDiaphragm } from './diaphragm.ts';

const label = labelOf('liver');

/** A liver as drawn: where it lies and its own attenuation. */
export interface DrawnLiver {
  readonly field: Field;
  readonly hu: number;
}

/** The liver with its vessels, bile ducts and diffuse disease. It fills the right dome of the diaphragm. */
export function drawLiver(scene: Scene, insetMm: number): DrawnLiver {
  const { canvas, plan } = scene;
  const random = scene.random('liver');
  const big = scene.finding('hepatomegaly');
  const scale = big ? lerp(1.16, 1.33, big.severity) : 1 + 0.045 * clamp(random.normal(), -2, 2);
  if (big) found(scene, big, { sizeMm: Math.round(158 * scale * plan.patient.scale[2]) });
  const lift = plan.breathMm * 0.8;
  // It hangs from the diaphragm: a larger one reaches further down and to the left.
  const place = (x: number, y: number, z: number): Triple => {
    const [px, py, pz] = scene.at(
      -130 + (x + 130) * (0.35 + 0.65 * scale),
      y * (0.5 + 0.5 * scale),
      400 + (z - 400) * scale,
    );
    return [px, py, pz + lift];
  };
  const sized = (x: number, y: number, z: number) => scene.sized(x, y, z, scale);
  const leftLobe = random.uniform(0.85, 1.2);
  const field = blobField(canvas.grid, {
    parts: [
      { centre: place(-72, 4, 326), radii: sized(66, 80, 86) },
      { centre: place(-88, 10, 278), radii: sized(44, 56, 52) },
      { centre: place(-8, -36, 346), radii: sized(72 * leftLobe, 40, 40), turn: rotation(0, 10, 12) },
      { centre: place(-20, 16, 338), radii: sized(20, 20, 30) },
    ],
    cuts: [
      { centre: place(-6, 62, 320), radii: scene.sized(34, 40, 90) },
      { centre: place(-22, 10, 262), radii: scene.sized(34, 44, 38) },
      { centre: scene.at(-60, 70, 292), radii: scene.sized(34, 30, 58) },
    ],
    blendMm: 16,
    wobbleMm: 2.2,
    wobbleAt: [random.uniform(0, 256), random.uniform(0, 256), 0],
  });
  clipAtDiaphragm(clipToDepth(field, canvas.grid, scene.cavity, 1 + insetMm), scene, 'below', 1.5 + insetMm * 0.5);
  const hu = liverHu(scene, random);
  paint(canvas, field, { hu, grain: 4.5, label });
  drawHepaticVessels(scene, place);
  drawBileDucts(scene, place, random);
  return { field, hu };
}

/** Focal disease. Drawn when the organs around the liver have taken their place. */
export function drawLiverLesions(scene: Scene, { field, hu }: DrawnLiver): void {
  drawMetastases(scene, field, hu);
  drawCysts(scene, field);
}

/** Fat in the liver lowers its attenuation, to below the spleen's and at last below its own vessels'. */
function liverHu(scene: Scene, random: Random): number {
  const steatosis = scene.finding('hepatic_steatosis');
  const normal = scene.tissue.liver + 2 * random.normal();
  if (!steatosis) return normal;
  found(scene, steatosis, {
    kind: steatosis.severity > 0.66 ? 'severe' : steatosis.severity > 0.33 ? 'moderate' : 'mild',
  });
  return normal - lerp(20, 52, steatosis.severity);
}

function drawHepaticVessels(scene: Scene, place: (x: number, y: number, z: number) => Triple): void {
  const { canvas, tissue } = scene;
  const random = scene.random('hepatic-vessels');
  const node = (x: number, y: number, z: number, radius: number): TubeNode => ({
    at: place(x + random.uniform(-5, 5), y + random.uniform(-5, 5), z + random.uniform(-5, 5)),
    radius,
  });
  const veins = [
    smoothPath([node(-24, 6, 376, 5), node(-60, 0, 360, 4.5), node(-100, 6, 330, 3)], 20),
    smoothPath([node(-24, 2, 376, 5), node(-48, -28, 358, 4), node(-58, -52, 325, 2.6)], 20),
    smoothPath([node(-22, 2, 376, 4.5), node(-6, -22, 362, 3.6), node(28, -38, 352, 2.4)], 20),
    smoothPath([node(-60, 0, 360, 3.2), node(-80, -30, 338, 2.2)], 20),
  ];
  const portal = [
    smoothPath([node(-22, 6, 300, 6.5), node(-44, 2, 314, 6), node(-76, 4, 322, 4.6), node(-108, 16, 300, 2.8)], 20),
    smoothPath([node(-76, 4, 322, 4), node(-96, -22, 322, 3), node(-108, -34, 300, 2)], 20),
    smoothPath([node(-76, 4, 322, 4), node(-94, 30, 344, 3), node(-106, 40, 356, 2)], 20),
    smoothPath([node(-44, 2, 314, 4.6), node(-20, -24, 334, 4), node(18, -40, 342, 2.6)], 20),
  ];
  paint(canvas, tubeField(canvas.grid, veins), { hu: (tissue.cava + tissue.portal) / 2, onto: [label] });
  paint(canvas, tubeField(canvas.grid, portal), { hu: tissue.portal, onto: [label] });
}

/** Dilated ducts run beside the portal veins as dark branching tubes; normal ones are too thin to see. */
function drawBileDucts(scene: Scene, place: (x: number, y: number, z: number) => Triple, random: Random): void {
  const { canvas, tissue } = scene;
  const plan = scene.finding('biliary_ductal_dilation');
  const common = plan ? lerp(9, 17, plan.severity) : 4 + (scene.finding('surgically_absent_gallbladder') ? 2 : 0);
  const node = (x: number, y: number, z: number, radius: number): TubeNode => ({
    at: place(x + random.uniform(-4, 4), y + random.uniform(-4, 4), z + random.uniform(-4, 4)),
    radius,
  });
  const bottom = scene.at(-32, 6, 266);
  const duct: TubeNode[] = [
    node(-34, -8, 312, common / 2),
    node(-32, 0, 294, common / 2),
    { at: bottom, radius: (common / 2) * 0.9 },
  ];
  paint(canvas, tubeField(canvas.grid, [smoothPath(duct, 16)]), { hu: tissue.bile + 3 });
  if (!plan) return;
  const r = lerp(3, 5.6, plan.severity);
  const branches = [
    smoothPath([node(-34, -8, 312, r * 1.2), node(-60, -8, 324, r), node(-100, -4, 314, r * 0.8)], 16),
    smoothPath([node(-60, -8, 324, r), node(-84, -34, 316, r * 0.8), node(-100, -46, 296, r * 0.6)], 16),
    smoothPath([node(-60, -8, 324, r), node(-86, 18, 346, r * 0.8), node(-104, 30, 352, r * 0.6)], 16),
    smoothPath([node(-34, -8, 312, r * 1.1), node(-14, -32, 330, r), node(22, -46, 338, r * 0.75)], 16),
    smoothPath([node(-84, -34, 316, r * 0.8), node(-92, -40, 340, r * 0.6)], 16),
    smoothPath([node(-100, -4, 314, r * 0.8), node(-112, 8, 286, r * 0.6)], 16),
  ];
  paint(canvas, tubeField(canvas.grid, branches), { hu: tissue.bile + 4, onto: [label] });
  found(scene, plan, { sizeMm: common, centreMm: place(-60, -8, 324) });
}

function drawCysts(scene: Scene, field: Field): void {
  const plan = scene.finding('hepatic_cyst');
  if (!plan) return;
  const { canvas } = scene;
  const random = scene.random('hepatic-cyst');
  const count = random.chance(0.45) ? 2 + random.integer(3) : 1;
  for (let n = 0; n < count; n++) {
    const share = n === 0 ? 1 : random.uniform(0.4, 0.9);
    const sizeMm = Math.max(8, lerp(12, 52, plan.severity ** 1.4) * share * (1 + (plan.growth - 1) * 0.6));
    const centreMm = placeInside(canvas, random, { box: field, labels: [label], radiusMm: sizeMm / 2 + 2 });
    if (!centreMm) continue;
    paint(canvas, ballField(canvas.grid, centreMm, sizeMm), {
      hu: fluidHu + random.uniform(-4, 6),
      grain: 2,
      onto: [label],
    });
    found(scene, plan, { sizeMm, centreMm, place: segmentOf(scene, centreMm) });
  }
}

/** How far a metastasis lies below the liver, in HU. */
const metastasisContrast = {
  plain: [17, 26],
  arterial: [20, 34],
  'portal-venous': [38, 58],
  delayed: [26, 42],
} as const;

/** Solid lesions that enhance less than the liver, with soft edges, often with a rim and a dead centre. */
function drawMetastases(scene: Scene, field: Field, hu: number): void {
  const plan = scene.finding('liver_metastases');
  if (!plan) return;
  const { canvas } = scene;
  const random = scene.random('liver-metastases');
  const count = 2 + Math.round(lerp(0, 7, plan.severity * 0.6 + random.next() * 0.4));
  const [least, most] = metastasisContrast[scene.plan.phase];
  const contrast = lerp(least, most, random.next());
  const necrotic = random.chance(0.5);
  for (let n = 0; n < count; n++) {
    const sizeMm = clamp(lerp(12, 44, 0.5 * plan.severity + 0.5 * random.next() ** 1.5) * plan.growth, 10, 60);
    const centreMm = placeInside(canvas, random, { box: field, labels: [label], radiusMm: sizeMm / 2, share: 0.9 });
    if (!centreMm) continue;
    const r = sizeMm / 2;
    const ball = blobField(
      canvas.grid,
      {
        parts: [{ centre: centreMm, radii: [r, r * random.uniform(0.85, 1), r * random.uniform(0.85, 1)] }],
        wobbleMm: 0.06 * sizeMm,
        wobbleAt: [n * 37, 0, 0],
      },
      5,
    );
    if (scene.plan.phase !== 'plain') paint(canvas, ball, { hu: hu + 6, grow: 2, onto: [label], opacity: 0.7 });
    paint(canvas, ball, { hu: Math.max(18, hu - contrast), grain: 6, softMm: 6, onto: [label] });
    if (necrotic && sizeMm > 18)
      paint(canvas, ball, { hu: Math.max(12, hu - contrast - 24), softMm: 8, grow: -r * 0.5, onto: [label] });
    found(scene, plan, { sizeMm, centreMm, place: segmentOf(scene, centreMm) });
  }
}

/** Couinaud's segments by rough planes: enough for a report's words. */
function segmentOf(scene: Scene, [x, , z]: Triple): string {
  const [middle, , level] = scene.at(-45, 0, 325);
  const [left] = scene.at(-8, 0, 0);
  const upper = z > level;
  if (x > left) return upper ? 'segment II' : 'segment III';
  if (x > middle) return upper ? 'segment IVa' : 'segment IVb';
  return upper ? 'segment VIII' : 'segment VI';
}
