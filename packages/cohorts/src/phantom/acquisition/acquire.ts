import { detectorNoise } from '../noise.ts';
import type { Scene } from '../scene.ts';

/**
 * What a scanner does to the torso: slices as thick as their profile, and correlated noise that is stronger in
 * the middle, in the shoulders and in the pelvis (fewer photons get through). Returns HU as a reader would give them.
 */
export function acquire(scene: Scene, noise = 1): Int16Array {
  const { canvas: { grid, hu }, plan } = scene;
  const [nx, ny, nz] = grid.size;
  const slice = nx * ny;
  const out = new Int16Array(hu.length);
  const random = scene.momentary('noise');
  const { data, edge } = detectorNoise();
  const mask = edge - 1;
  // Thin slices keep 1; the widest profile takes a quarter from each neighbour.
  const side = 0.08 + 0.14 * plan.sliceBlur;
  const centre = 1 - 2 * side;
  const across = Float64Array.from({ length: nx }, (_, i) => 1 - 0.35 * Math.abs(grid.x[i]) / 192);
  for (let k = 0, voxel = 0; k < nz; k++) {
    const z = grid.z[k];
    const dense = z > 540 ? 1.35 : z < 110 ? 1.25 : z > 400 ? 0.9 : 1;
    const [ox, oy, oz] = [random.integer(edge), random.integer(edge), random.integer(edge)];
    const below = k > 0 ? -slice : 0;
    const above = k < nz - 1 ? slice : 0;
    for (let j = 0; j < ny; j++) {
      const row = ((j + oy) & mask) * edge + oz * edge * edge;
      const deviation = noise * plan.noiseHu * dense * (1 - 0.3 * Math.abs(grid.y[j]) / 144);
      for (let i = 0; i < nx; i++, voxel++) {
        const clean = centre * hu[voxel] + side * (hu[voxel + below] + hu[voxel + above]);
        const value = clean + deviation * across[i] * data[row + ((i + ox) & mask)];
        out[voxel] = value < -1024 ? -1024 : value > 3071 ? 3071 : Math.floor(value + 0.5);
      }
    }
  }
  return out;
}
