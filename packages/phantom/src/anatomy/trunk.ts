import { clamp, lerp } from '../grid.ts';
import { fatHu } from '../phases.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { profile } from './profile.ts';

/** Half width and half depth of the trunk inside the muscles of its wall, along z of the mean torso. */
const halfWidth = [
  [0, 116],
  [60, 124],
  [140, 124],
  [240, 120],
  [330, 130],
  [430, 134],
  [520, 132],
  [580, 126],
  [640, 90],
] as const;
const halfDepth = [
  [0, 84],
  [80, 86],
  [170, 80],
  [250, 80],
  [340, 88],
  [430, 92],
  [520, 86],
  [580, 74],
  [640, 62],
] as const;
/** Thickness of the wall's muscle: pelvis and shoulders are mostly muscle. */
const wall = [
  [0, 34],
  [60, 30],
  [140, 18],
  [220, 13],
  [320, 16],
  [450, 18],
  [520, 24],
  [580, 36],
  [640, 40],
] as const;
/** Subcutaneous fat against the flank's. */
const fatProfile = [
  [0, 1.3],
  [100, 1.35],
  [200, 1.1],
  [330, 0.75],
  [480, 0.65],
  [620, 0.6],
] as const;
/** The cavity against the trunk: a funnel in the pelvis, a dome at the lung apex. */
const cavityShare = [
  [0, 0.46],
  [40, 0.52],
  [90, 0.66],
  [150, 0.9],
  [190, 1],
  [640, 1],
] as const;
/** In front the pelvis stays open down to the pubic bones. */
const frontShare = [
  [0, 0.5],
  [25, 0.55],
  [60, 0.82],
  [120, 0.95],
  [190, 1],
  [640, 1],
] as const;
const domeFrom = 430;
const apex = 598;

/** Half width and half depth of the mean trunk at a height. */
export function trunkRadii(z: number): { halfWidth: number; halfDepth: number } {
  return { halfWidth: profile(halfWidth, z), halfDepth: profile(halfDepth, z) };
}

/** The lung's dome against the trunk at a height. */
function domeShare(z: number): number {
  return z > domeFrom ? Math.sqrt(Math.max(0, 1 - ((z - domeFrom) / (apex - domeFrom)) ** 3)) : 1;
}

/** The rib cage follows the lung's dome, but not to its very top. */
export function ribShare(z: number): number {
  return Math.max(0.42, domeShare(z - 12));
}

/** What is the same all over one exam's trunk. */
interface Trunk {
  readonly scene: Scene;
  /** How far the back wall comes forward at each x: the spine and its muscles. */
  readonly midline: Float64Array;
  readonly belly: number;
  readonly muscleHu: number;
  readonly marbling: number;
  readonly skinMm: number;
  /** 0–1: fluid in the subcutaneous and visceral fat. */
  readonly oedema: number;
}

/** Fills air, table, skin, subcutaneous fat, muscle and the fat of the cavities, and measures depth in the cavity. */
export function drawTrunk(scene: Scene): void {
  const {
    canvas: { grid, hu },
    plan,
    cavity,
  } = scene;
  const {
    scale: [sx],
    fatMm,
    muscle,
    age,
  } = plan.patient;
  const anasarca = scene.finding('anasarca');
  const oedema = anasarca ? 0.45 + 0.55 * anasarca.severity : 0;
  if (anasarca) found(scene, anasarca);
  const trunk: Trunk = {
    scene,
    midline: Float64Array.from(grid.x, (x) => 30 * Math.exp(-(((x - plan.shift[0]) / (44 * sx)) ** 2))),
    belly: scene.random('trunk').uniform(0.9, 1.25) + 0.012 * (fatMm - 14),
    muscleHu: scene.tissue.muscle - 14 * (1 - muscle),
    marbling: 0.5 + 0.012 * (age - 50),
    skinMm: 2.2 + 2.2 * oedema,
    oedema,
  };
  hu.fill(-1000);
  cavity.fill(-50);
  layTable(scene);
  for (let k = 0; k < grid.size[2]; k++) {
    const slice = sliceOf(trunk, k);
    for (let j = 0; j < grid.size[1]; j++) fillRow(trunk, slice, j, k);
  }
}

/** The trunk's measures in one slice, in millimetres. */
function sliceOf({ scene, belly, skinMm }: Trunk, k: number) {
  const {
    canvas: { grid },
    plan,
  } = scene;
  const {
    scale: [sx, sy, sz],
    fatMm,
    muscle,
  } = plan.patient;
  const z = (grid.z[k] - plan.shift[2]) / sz;
  const depth = profile(halfDepth, z) * sy;
  const wallMm = profile(wall, z) * sx * (0.85 + 0.3 * muscle);
  const fatHere = fatMm * profile(fatProfile, z);
  const bellyHere = 0.8 + (belly - 0.8) * clamp((390 - z) / 110, 0, 1);
  return {
    width: profile(halfWidth, z) * sx,
    depth,
    frontDepth: depth * (1 + 0.06 * (bellyHere - 0.8)),
    wallMm,
    fatMm: fatHere,
    belly: bellyHere,
    reach: wallMm + fatHere * 1.6 + skinMm + grid.edgeMm,
    /** The cavity against the trunk, and how much less it narrows in front. */
    inner: profile(cavityShare, z) * domeShare(z),
    deepFront: profile(cavityShare, z) / profile(frontShare, z),
    pleuraMm: z > domeFrom ? 2 : 0,
    /** 0–1: shoulders and hips are thick, with planes of fat. */
    fleshy: z > 520 ? Math.min(1, (z - 520) / 60) : z < 130 ? Math.min(1, (130 - z) / 60) : 0,
  };
}

function fillRow(
  { scene, midline, muscleHu, marbling, skinMm, oedema }: Trunk,
  slice: ReturnType<typeof sliceOf>,
  j: number,
  k: number,
): void {
  const {
    canvas: { grid, hu, texture, labelEdge },
    plan,
    cavity,
  } = scene;
  const { width, depth, wallMm, reach, inner, pleuraMm, fleshy } = slice;
  const y = grid.y[j] - plan.shift[1];
  if (Math.abs(y) > depth + reach + 4) return;
  const front = y < 0;
  const deep = front ? slice.deepFront : 1;
  const qy = y / (front ? slice.frontDepth : depth);
  const fatFactor = front ? 0.9 + (slice.belly - 0.9) * Math.min(1, -qy * 1.6) : 0.9 + 0.25 * qy;
  const fatEnd = wallMm + slice.fatMm * fatFactor;
  const backShare = front ? 0 : Math.min(1, qy * 1.4);
  const planes = Math.min(0.9, marbling * (0.35 + 1.2 * fleshy));
  const edge = grid.edgeMm;
  const inverse = 1 / edge;
  const textureRow = texture.y[j] + texture.z[k];
  const slowRow = labelEdge.y[j] + labelEdge.z[k];
  const row = grid.size[0] * (j + grid.size[1] * k);
  for (let i = 0; i < grid.size[0]; i++) {
    const x = grid.x[i] - plan.shift[0];
    if (x > width + reach || x < -width - reach) continue;
    const qx = x / width;
    // A squared-off ellipse: flatter back and flanks than a true one.
    const rho = Math.sqrt(qx * qx + qy * qy - 0.35 * qx * qx * qy * qy);
    const radius = Math.sqrt(x * x + y * y);
    const outward = (rho > 0.02 ? radius / rho : depth) * (rho - 1);
    const funnel = deep === 1 ? rho : Math.sqrt(qx * qx + qy * qy * deep * deep);
    const inside = (radius / Math.max(0.02, funnel)) * (inner - funnel) - midline[i] * backShare - pleuraMm;
    const voxel = row + i;
    cavity[voxel] = inside;
    if (outward - fatEnd - skinMm > edge) continue;
    const fine = texture.data[texture.x[i] + textureRow];
    // Fluid collects along the septa of the fat.
    const ridge = oedema > 0 ? Math.max(0, 1 - 1.4 * Math.abs(fine)) : 0;
    const visceral = fatHu + 7 * fine + oedema * (18 + 45 * ridge);
    if (inside > edge) {
      hu[voxel] = visceral;
      continue;
    }
    let value = hu[voxel];
    value += shareOf(fatEnd + skinMm - outward, inverse) * (10 - value);
    value += shareOf(fatEnd - outward, inverse) * (fatHu + 6 * fine + oedema * (22 + 75 * ridge) - value);
    if (outward - wallMm < edge) {
      const slow = labelEdge.data[labelEdge.x[i] + slowRow];
      const streaks = clamp((slow + 0.4 * fine - 1.1 + 0.5 * fleshy) * 1.3, 0, 1) * planes;
      value += shareOf(wallMm - outward, inverse) * (muscleHu + 7 * fine + streaks * (fatHu - muscleHu) - value);
      value += shareOf(inside, inverse) * (visceral - value);
    }
    hu[voxel] = value;
  }
}

/** How much of a voxel lies inside an edge that is `mm` away. */
function shareOf(mm: number, inverse: number): number {
  const share = 0.5 + mm * inverse;
  return share < 0 ? 0 : share > 1 ? 1 : share;
}

/** The table under the patient's back: a curved carbon-fibre shell around foam. */
function layTable({ canvas: { grid, hu }, plan }: Scene): void {
  const {
    scale: [, sy],
    fatMm,
  } = plan.patient;
  const top = plan.shift[1] + 90 * sy + 24 + fatMm * 0.95;
  const [nx, ny, nz] = grid.size;
  for (let j = 0; j < ny; j++) {
    if (grid.y[j] < top - 14) continue;
    for (let i = 0; i < nx; i++) {
      const below = grid.y[j] - top + 12 * (grid.x[i] / 190) ** 2;
      if (below < 0 || below > 26) continue;
      const value = lerp(-120, -890, clamp(Math.min(below, 26 - below) / 4, 0, 1));
      for (let k = 0; k < nz; k++) hu[i + nx * (j + ny * k)] = value;
    }
  }
}
