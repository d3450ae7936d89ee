import { reorient } from '@totalfm/imaging';
import type { Volume, VoxelArray } from '@totalfm/core';

/**
 * The voxels with x running to the right, y to the front and z up (RAS), x fastest: nnU-Net’s `NibabelIOWithReorient`, which
 * the exported plans name.
 */
export function rasVoxels<Data extends VoxelArray>(volume: Volume<Data>): Volume<Data> {
  const { data, size, ...rest } = reorient(volume);
  const [nx, ny, nz] = size;
  const out = new (data.constructor as new (length: number) => Data)(data.length);
  let to = 0;
  for (let k = 0; k < nz; k++)
    for (let j = ny - 1; j >= 0; j--)
      for (let i = nx - 1, row = nx * (j + ny * k); i >= 0; i--) out[to++] = data[row + i];
  return { ...rest, data: out, size };
}
