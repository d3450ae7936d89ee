import { detectorNoise } from '../noise.ts';
import type { Scene } from '../scene.ts';

/**
 * What a scanner does to the torso: slices as thick as their profile, and correlated noise that is stronger in
 * the middle, in the shoulders and in the pelvis (fewer photons get through). Returns HU as a reader would give them.
 */
export function acquire(scene: Scene, noiseFactor = 1): Int16Array {
  const {
    canvas: { grid, hu },
    plan,
  } = scene;
  const [nx, ny, nz] = grid.size;
  const slice = nx * ny;
  const random = scene.momentary('noise');
  const { data: noise, edge } = detectorNoise();
  // Thin slices keep most of themselves; the widest profile takes a fifth from each neighbour.
  const blur = 0.08 + 0.14 * plan.sliceBlur;
  const across = Float64Array.from(grid.x, (x) => 1 - 0.35 * (Math.abs(x) / 192));
  const out = new Int16Array(hu.length);
  for (let k = 0; k < nz; k++) {
    const dense = grid.z[k] > 540 ? 1.35 : grid.z[k] < 110 ? 1.25 : grid.z[k] > 400 ? 0.9 : 1;
    const start = [random.integer(edge), random.integer(edge), random.integer(edge)];
    const below = k > 0 ? -slice : 0;
    const above = k < nz - 1 ? slice : 0;
    for (let j = 0; j < ny; j++) {
      const deviation = noiseFactor * plan.noiseHu * dense * (1 - 0.3 * (Math.abs(grid.y[j]) / 144));
      const noiseRow = (((j + start[1]) & (edge - 1)) + start[2] * edge) * edge;
      acquireRow(
        hu,
        out,
        { first: nx * (j + ny * k), count: nx, below, above, blur },
        { noise, noiseRow, start: start[0], mask: edge - 1, deviation, across },
      );
    }
  }
  return out;
}

interface Row {
  readonly first: number;
  readonly count: number;
  /** Steps to the same voxel of the neighbouring slices. */
  readonly below: number;
  readonly above: number;
  readonly blur: number;
}

interface RowNoise {
  readonly noise: Float32Array;
  readonly noiseRow: number;
  readonly start: number;
  readonly mask: number;
  readonly deviation: number;
  readonly across: Float64Array;
}

function acquireRow(
  hu: Float32Array,
  out: Int16Array,
  { first, count, below, above, blur }: Row,
  { noise, noiseRow, start, mask, deviation, across }: RowNoise,
): void {
  for (let i = 0, voxel = first; i < count; i++, voxel++) {
    const clean = hu[voxel] + blur * (hu[voxel + below] + hu[voxel + above] - 2 * hu[voxel]);
    const value = clean + deviation * across[i] * noise[noiseRow + ((i + start) & mask)];
    out[voxel] = value < -1024 ? -1024 : value > 3071 ? 3071 : Math.floor(value + 0.5);
  }
}
