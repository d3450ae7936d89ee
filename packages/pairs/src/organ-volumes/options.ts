import { z } from 'zod';

const millimetres = z.number().min(0).max(500);
const edgeMm = z.number().min(0.1).max(100);
const voxelMm = z.tuple([edgeMm, edgeMm, edgeMm]);
const voxels = z.number().int().min(1).max(1024);

export const organVolumesOptions = z.strictObject({
  size: z.tuple([voxels, voxels, voxels]).default([32, 32, 32]).describe('Voxels (x, y, z) of every volume.'),
  spacing: z
    .union([voxelMm, z.record(z.string(), voxelMm).refine((by) => 'default' in by, 'Name a `default`.')])
    .nullish()
    .describe(
      'Voxel size (x, y, z) in millimetres, of all volumes or by organ with a `default`: each volume is then as large as its organ, for encoders of volumes of any size (organ-vit). Absent or null: all have `size`.',
    ),
  unit: z
    .enum(['organ', 'exam'])
    .default('organ')
    .describe('organ: one volume for each organ and side. exam: one volume of the whole scan, for the whole report.'),
  context: z
    .enum(['box', 'mask', 'dilate'])
    .default('box')
    .describe(
      'What is seen around the organ: everything in its box; nothing (−1024 HU); or what lies within `dilateMm` of it.',
    ),
  marginMm: millimetres.default(10).describe('Millimetres that the organ’s bounding box grows by on every side.'),
  minExtentMm: z
    .tuple([millimetres, millimetres, millimetres])
    .default([0, 0, 0])
    .describe('Millimetres (x, y, z) that a box is widened to at least, as the original model widens narrow organs.'),
  dilateMm: millimetres
    .default(10)
    .describe('How far around the organ is seen with `context: dilate`, in millimetres.'),
  minVoxels: z
    .number()
    .int()
    .min(1)
    .default(8)
    .describe('An organ of fewer voxels than this in the label map makes no volume.'),
});

export type OrganVolumesOptions = z.output<typeof organVolumesOptions>;
