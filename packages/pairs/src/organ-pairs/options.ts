import { z } from 'zod';

const millimetres = z.number().min(0).max(500);
const voxels = z.number().int().min(1).max(1024);

export const organPairsOptions = z.strictObject({
  size: z.tuple([voxels, voxels, voxels]).default([32, 32, 32]).describe('Voxels (x, y, z) of every volume.'),
  unit: z
    .enum(['organ', 'exam'])
    .default('organ')
    .describe('organ: one pair for each organ and side. exam: one pair for the whole scan and the whole report.'),
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
    .describe('An organ of fewer voxels than this in the label map makes no pair.'),
});

export type OrganPairsOptions = z.output<typeof organPairsOptions>;
