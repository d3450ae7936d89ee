import { voxelCount, type Random, type Triple } from '@totalfm/core';
import type { Case } from './cases.ts';
import type { Intensities } from './intensities.ts';

export interface Patch {
  readonly values: Float32Array;
  readonly labels: Uint8Array;
}

/**
 * A window of a case on a patch (z, y, x): where the case is smaller, it lies in the middle of zeros, as nnU-Net pads; where it is
 * larger, at random.
 */
export function cutPatch(
  { size, hu, labels }: Case,
  patch: Triple,
  { mean, std, low, high }: Intensities,
  random: Random,
): Patch {
  const out = { values: new Float32Array(voxelCount(patch)), labels: new Uint8Array(voxelCount(patch)) };
  const [depth, height, width] = patch;
  const [x, y, z] = size.map((n, axis) => {
    const room = n - patch[2 - axis];
    return room > 0
      ? { from: random.integer(room + 1), to: 0, n: patch[2 - axis] }
      : { from: 0, to: Math.floor(-room / 2), n };
  });
  for (let k = 0; k < Math.min(z.n, depth); k++)
    for (let j = 0; j < Math.min(y.n, height); j++) {
      let from = x.from + size[0] * (y.from + j + size[1] * (z.from + k));
      let to = x.to + width * (y.to + j + height * (z.to + k));
      for (let i = 0; i < x.n; i++, from++, to++) {
        const value = hu[from];
        out.values[to] = ((value < low ? low : value > high ? high : value) - mean) / std;
        out.labels[to] = labels[from];
      }
    }
  return out;
}
