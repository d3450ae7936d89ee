import { cornerOf, EDGE, type LaidVolume } from './lay-out.ts';

/** A patch has 4 × 4 × 4 cells of 2 × 2 × 2 voxels. */
export const CELLS = 64;
export const CELL_VOXELS = 8;

/**
 * Where the voxel at (x, y, z) of a patch lies among its values: the sum of these. Voxels of a cell are neighbours, then cells within the
 * eighths of a patch, so that every merge is a reshape (the order of `planPatches`).
 */
const spread = (axis: number) =>
  Int32Array.from({ length: EDGE }, (_, n) => ((n & 1) + 8 * ((n >> 1) & 1) + 64 * ((n >> 2) & 1)) * 2 ** axis);
const [toX, toY, toZ] = [spread(0), spread(1), spread(2)];

/** For each axis, where the voxels of a patch come from, and whether they are in the volume: used again for every patch. */
const sources = [new Int32Array(EDGE), new Int32Array(EDGE), new Int32Array(EDGE)] as const;
const within = [new Uint8Array(EDGE), new Uint8Array(EDGE), new Uint8Array(EDGE)] as const;

/** Writes the voxels of a patch: twice the HU, and 1 more where the voxel is the organ’s. */
export function copyPatch(laid: LaidVolume, patch: number, target: Int32Array): void {
  const { hu, mask } = laid.volume;
  const isWhole = findSources(laid, patch);
  const [fromX, fromY, fromZ] = sources;
  const [inX, inY, inZ] = within;
  for (let z = 0; z < EDGE; z++) {
    for (let y = 0; y < EDGE; y++) {
      const from = fromZ[z] + fromY[y];
      const to = toZ[z] + toY[y];
      if (isWhole && mask) {
        for (let x = 0; x < EDGE; x++) target[to + toX[x]] = 2 * hu[from + fromX[x]] + mask[from + fromX[x]];
        continue;
      }
      const isRow = inZ[z] & inY[y];
      for (let x = 0; x < EDGE; x++) {
        const isOrgan = isRow & inX[x] && (!mask || mask[from + fromX[x]]);
        target[to + toX[x]] = 2 * hu[from + fromX[x]] + (isOrgan ? 1 : 0);
      }
    }
  }
}

/** Fills `sources` and `within`; true where all of the patch is in the volume. */
function findSources(laid: LaidVolume, patch: number): boolean {
  const { size } = laid.volume;
  let isWhole = true;
  let stride = 1;
  cornerOf(laid, patch).forEach((start, axis) => {
    const last = size[axis] - 1;
    for (let k = 0; k < EDGE; k++) {
      const near = Math.min(last, Math.max(0, start + k));
      within[axis][k] = Number(near === start + k);
      sources[axis][k] = stride * (laid.flips[axis] ? last - near : near);
      if (near !== start + k) isWhole = false;
    }
    stride *= size[axis];
  });
  return isWhole;
}
