import { z } from 'zod';

const voxels = z.number().int().min(1).max(1024);
const millimetres = z.number().positive().max(100);
const hu = z.number().int().min(-32768).max(32767);

export const centredScanOptions = z.strictObject({
  size: z
    .tuple([voxels, voxels, voxels])
    .default([224, 224, 160])
    .describe('Voxels (x, y, z) of the volume: the scan is cut to them around its middle, or filled up with air.'),
  spacing: z
    .tuple([millimetres, millimetres, millimetres])
    .default([1.5, 1.5, 3])
    .describe('Millimetres (x, y, z) from voxel to voxel.'),
  align: z
    .enum(['centres', 'faces'])
    .default('centres')
    .describe(
      'What stays in its place when the spacing changes. centres: the voxel at the scan’s left, hind, lower corner, as Merlin’s MONAI transforms have it. faces: the scan’s outer faces, as CT-CLIP has it.',
    ),
  hu: z
    .tuple([hu, hu])
    .default([-32768, 32767])
    .describe(
      'HU below and above are clipped before anything is interpolated: nothing by default; −1000 and 1000 in CT-CLIP.',
    ),
});

export type CentredScanOptions = z.output<typeof centredScanOptions>;
