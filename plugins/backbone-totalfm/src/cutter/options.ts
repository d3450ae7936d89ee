import { z } from 'zod';

const voxels = z.number().int().min(1).max(1024);
const millimetres = z.number().min(0).max(50);

/** Defaults are the original's. */
export const totalFmVolumesOptions = z.strictObject({
  size: z.tuple([voxels, voxels, voxels]).default([192, 192, 32]).describe('Voxels (x, y, z) of every volume.'),
  minSpacingMm: z
    .tuple([millimetres, millimetres, millimetres])
    .default([0.6, 0.6, 3])
    .describe('A CT with finer voxels than this is resampled to them first, in millimetres (x, y, z).'),
  narrowest: voxels.default(192).describe('Voxels that a crop has along x and y at least, where the scan has them.'),
  widest: voxels.default(448).describe('Voxels that a crop has along x and y at most.'),
});

export type TotalFmVolumesOptions = z.output<typeof totalFmVolumesOptions>;
