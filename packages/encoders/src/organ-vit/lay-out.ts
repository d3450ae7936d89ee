import { mapTriple, type OrganVolume, type Random, type Triple } from '@totalfm/core';
import { noFlips, placeOf, type Flips } from '@totalfm/networks';
import type { OrganVitOptions } from './options.ts';

/** Voxels along each edge of a patch. */
export const EDGE = 8;

/** A volume in patches of 8 × 8 × 8 voxels; its border is repeated where it is no multiple of them. */
export interface LaidVolume {
  readonly volume: OrganVolume;
  readonly flips: Flips;
  /** Voxels that the first patch reaches beyond the volume’s first, by axis. */
  readonly offset: Triple;
  /** Patches along each axis. */
  readonly grid: Triple;
  /** Patches that the organ touches, x fastest; all where there is no mask, or an empty one. */
  readonly patches: readonly number[];
}

/** Finds a volume’s patches. In training (`augment`) they begin at a random voxel, and the volume is mirrored. */
export function layOut(volume: OrganVolume, augment?: Random, mirror: OrganVitOptions['mirror'] = 'none'): LaidVolume {
  const { size } = volume;
  const flips = augment ? drawFlips(augment, mirror) : noFlips;
  const grid = mapTriple(size, (n) => Math.ceil(n / EDGE));
  const offset = mapTriple(size, (n, axis) => {
    const spare = grid[axis] * EDGE - n;
    return augment ? augment.integer(spare + 1) : spare >> 1;
  });
  return { volume, flips, offset, grid, patches: touchedPatches({ volume, flips, offset, grid }) };
}

const drawFlips = (augment: Random, mirror: OrganVitOptions['mirror']): Flips => [
  mirror !== 'none' && augment.chance(0.5),
  mirror === 'all' && augment.chance(0.5),
  mirror === 'all' && augment.chance(0.5),
];

function touchedPatches({ volume: { mask, size }, flips, offset, grid }: Omit<LaidVolume, 'patches'>): number[] {
  const [nx, ny, nz] = size;
  const touched = new Uint8Array(grid[0] * grid[1] * grid[2]);
  const patchOf = (axis: 0 | 1 | 2, at: number) => ((flips[axis] ? size[axis] - 1 - at : at) + offset[axis]) >> 3;
  const columns = Int32Array.from({ length: nx }, (_, x) => patchOf(0, x));
  for (let z = 0, voxel = 0; mask && z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = grid[0] * (patchOf(1, y) + grid[1] * patchOf(2, z));
      for (let x = 0; x < nx; x++, voxel++) if (mask[voxel] !== 0) touched[row + columns[x]] = 1;
    }
  }
  const all = [...touched.keys()];
  const some = all.filter((patch) => touched[patch] === 1);
  return some.length > 0 ? some : all;
}

/** The voxel of the volume, mirrored as it is, with which a patch begins; it may lie before the first. */
export const cornerOf = ({ grid, offset }: Pick<LaidVolume, 'grid' | 'offset'>, patch: number): Triple => [
  (patch % grid[0]) * EDGE - offset[0],
  (Math.floor(patch / grid[0]) % grid[1]) * EDGE - offset[1],
  Math.floor(patch / (grid[0] * grid[1])) * EDGE - offset[2],
];

/** Writes where the middle of a patch lies within its volume. */
export function writePlace(laid: LaidVolume, patch: number, target: Float32Array): void {
  target.set(
    placeOf(mapTriple(cornerOf(laid, patch), (start, axis) => (2 * (start + EDGE / 2)) / laid.volume.size[axis] - 1)),
  );
}
