import { voxelCount, type Volume, type VoxelArray } from '@totalfm/core';

const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
const grid: Omit<Volume, 'data'> = {
  size: [6, 5, 4],
  spacing: [0.7, 0.8, 2.5],
  origin: [-120.5, 33.25, 700],
  direction: [c, -s, 0, s, c, 0, 0, 0, 1],
};

/** A small oblique image of 6 × 5 × 4 voxels, whose values `of` makes from their count. */
export const fuzzImage = <Data extends VoxelArray>(
  make: { from(voxels: { length: number }, of: (unused: unknown, voxel: number) => number): Data },
  of: (voxel: number) => number,
): Volume<Data> => ({ ...grid, data: make.from({ length: voxelCount(grid.size) }, (_, voxel) => of(voxel)) });

/** HU from −1000 up. */
export const fuzzCt = (): Volume<Int16Array> => fuzzImage(Int16Array, (voxel) => voxel * 13 - 1000);

/** Labels 0, 2 and 5. */
export const fuzzLabels = (): Volume<Uint8Array> => fuzzImage(Uint8Array, (voxel) => [0, 2, 5][voxel % 3]);
