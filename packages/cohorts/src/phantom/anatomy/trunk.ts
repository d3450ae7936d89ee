import type { Grid } from '../grid.ts';
import { clamp, lerp } from '../grid.ts';
import { fatHu } from '../phases.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { profile } from './profile.ts';

/** Half width and half depth of the trunk inside the muscles of its wall, along z of the mean torso. */
const halfWidth = [[0, 116], [60, 124], [140, 124], [240, 120], [330, 130], [430, 134], [520, 132], [580, 126], [640, 90]] as const;
const halfDepth = [[0, 84], [80, 86], [170, 80], [250, 80], [340, 88], [430, 92], [520, 86], [580, 74], [640, 62]] as const;
/** Thickness of the wall's muscle: pelvis and shoulders are mostly muscle. */
const wall = [[0, 34], [60, 30], [140, 18], [220, 13], [320, 16], [450, 18], [520, 24], [580, 36], [640, 40]] as const;
/** Subcutaneous fat against the flank's. */
const fatProfile = [[0, 1.3], [100, 1.35], [200, 1.1], [330, 0.75], [480, 0.65], [620, 0.6]] as const;
/** The cavity against the trunk: a funnel in the pelvis, a dome at the lung apex. */
const cavityShare = [[0, 0.46], [40, 0.52], [90, 0.66], [150, 0.9], [190, 1], [640, 1]] as const;
/** In front the pelvis stays open down to the pubic bones. */
const frontShare = [[0, 0.5], [25, 0.55], [60, 0.82], [120, 0.95], [190, 1], [640, 1]] as const;
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

/** Fills air, table, skin, subcutaneous fat, muscle and the fat of the cavities, and measures depth in the cavity. */
export function drawTrunk(scene: Scene): void {
  const { canvas, plan, cavity } = scene;
  const { grid, hu, texture, labelEdge } = canvas;
  const { scale: [sx, sy, sz], fatMm, muscle } = plan.patient;
  const [tx, ty, tz] = plan.shift;
  const anasarca = scene.finding('anasarca');
  const oedema = anasarca ? 0.45 + 0.55 * anasarca.severity : 0;
  if (anasarca) found(scene, anasarca);
  const random = scene.random('trunk');
  const belly = random.uniform(0.9, 1.25) + 0.012 * (fatMm - 14);
  const muscleHu = scene.tissue.muscle - 14 * (1 - muscle);
  const marbling = 0.5 + 0.012 * (plan.patient.age - 50);
  const skinMm = 2.2 + 2.2 * oedema;
  const inverse = 1 / grid.edgeMm;
  const table = tableLevel(scene);
  const [nx, ny, nz] = grid.size;
  // The spine and its muscles push the cavity's back wall forward in the midline.
  const midline = Float64Array.from(grid.x, (x) => 30 * Math.exp(-(((x - tx) / (44 * sx)) ** 2)));
  const share = (value: number) => clamp(0.5 + value * inverse, 0, 1);

  for (let k = 0; k < nz; k++) {
    const z = (grid.z[k] - tz) / sz;
    const a = profile(halfWidth, z) * sx;
    const depth = profile(halfDepth, z) * sy;
    const wallMm = profile(wall, z) * sx * (0.85 + 0.3 * muscle);
    const fatHere = fatMm * profile(fatProfile, z);
    const dome = domeShare(z);
    const inner = profile(cavityShare, z) * dome;
    const deepFront = profile(cavityShare, z) / profile(frontShare, z);
    const bellyHere = 0.8 + (belly - 0.8) * clamp((390 - z) / 110, 0, 1);
    const frontDepth = depth * (1 + 0.06 * (bellyHere - 0.8));
    const fleshy = z > 520 ? Math.min(1, (z - 520) / 60) : z < 130 ? Math.min(1, (130 - z) / 60) : 0;
    const reach = wallMm + fatHere * 1.6 + skinMm + grid.edgeMm;
    for (let j = 0; j < ny; j++) {
      const y = grid.y[j] - ty;
      const row = nx * (j + ny * k);
      hu.fill(-1000, row, row + nx);
      cavity.fill(-50, row, row + nx);
      if (grid.y[j] > table - 14) layTable(hu, row, grid, j, table);
      if (Math.abs(y) > depth + reach + 4) continue;
      const front = y < 0;
      const deep = front ? deepFront : 1;
      const qy = y / (front ? frontDepth : depth);
      const fatFactor = front ? 0.9 + (bellyHere - 0.9) * Math.min(1, -qy * 1.6) : 0.9 + 0.25 * qy;
      const textureRow = texture.y[j] + texture.z[k];
      const slowRow = labelEdge.y[j] + labelEdge.z[k];
      for (let i = 0; i < nx; i++) {
        const voxel = row + i;
        const x = grid.x[i] - tx;
        if (x > a + reach || x < -a - reach) continue;
        const qx = x / a;
        // A squared-off ellipse: flatter back and flanks than a true one.
        const square = qx * qx + qy * qy;
        const rho = Math.sqrt(square - 0.35 * qx * qx * qy * qy);
        const radius = Math.sqrt(x * x + y * y);
        const perRho = rho > 0.02 ? radius / rho : depth;
        const outward = perRho * (rho - 1);
        const fatEdge = outward - wallMm - fatHere * fatFactor;
        const backWall = front ? 0 : midline[i] * Math.min(1, qy * 1.4);
        const funnel = deep === 1 ? rho : Math.sqrt(qx * qx + qy * qy * deep * deep);
        const inside = (radius / Math.max(0.02, funnel)) * (inner - funnel) - backWall - (z > domeFrom ? 2 : 0);
        cavity[voxel] = inside;
        if (fatEdge - skinMm > grid.edgeMm) continue;
        const fine = texture.data[texture.x[i] + textureRow];
        if (inside > grid.edgeMm) {
          hu[voxel] = fatHu + 7 * fine + (oedema > 0 ? oedema * (18 + 45 * Math.max(0, 1 - 1.4 * Math.abs(fine))) : 0);
          continue;
        }
        const slow = labelEdge.data[labelEdge.x[i] + slowRow];
        const ridge = Math.max(0, 1 - 1.4 * Math.abs(fine));
        const fat = fatHu + 6 * fine + oedema * (22 + 75 * ridge);
        let value = hu[voxel];
        value += share(skinMm - fatEdge) * (10 - value);
        value += share(-fatEdge) * (fat - value);
        if (outward - wallMm < grid.edgeMm) {
          const streaks = clamp((slow + 0.4 * fine - 1.1 + 0.5 * fleshy) * 1.3, 0, 1) * Math.min(0.9, marbling * (0.35 + 1.2 * fleshy));
          const flesh = muscleHu + 7 * fine + streaks * (fatHu - muscleHu);
          value += share(wallMm - outward) * (flesh - value);
          const visceral = fatHu + 7 * fine + oedema * (18 + 45 * ridge);
          value += share(inside) * (visceral - value);
        }
        hu[voxel] = value;
      }
    }
  }
}

/** The table's top under the patient's back: where the deepest skin is. */
function tableLevel({ plan }: Scene): number {
  const { scale: [, sy], fatMm } = plan.patient;
  return plan.shift[1] + 90 * sy + 20 + fatMm * 0.95 + 4;
}

/** The table's voxels in one row: a curved carbon-fibre shell around foam. */
function layTable(hu: Float32Array, row: number, grid: Grid, j: number, level: number): void {
  for (let i = 0; i < grid.size[0]; i++) {
    const below = grid.y[j] - level + 12 * (grid.x[i] / 190) ** 2;
    if (below < 0 || below > 26) continue;
    const shell = Math.min(below, 26 - below);
    hu[row + i] = lerp(-120, -890, clamp(shell / 4, 0, 1));
  }
}
