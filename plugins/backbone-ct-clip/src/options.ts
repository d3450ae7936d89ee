import { z } from 'zod';

const positive = z.number().int().positive();

/** Defaults are those of the published model. */
export const ctClipOptions = z.strictObject({
  dim: positive.default(512).describe('Width of the tokens.'),
  spatialDepth: z.number().int().min(0).default(4).describe('Blocks that attend within a slab of slices.'),
  temporalDepth: z.number().int().min(0).default(4).describe('Blocks that attend along the slabs.'),
  heads: positive.default(8).describe('Attention heads a block.'),
  headDim: positive.default(32).describe('Width of one attention head.'),
  patch: z
    .tuple([positive, positive, positive])
    .default([20, 20, 10])
    .describe('Voxels (x, y, z) of one patch; divides the size of the volumes.'),
  codebook: positive.default(8192).describe('Codes that tokens are replaced by.'),
  quantize: z
    .boolean()
    .default(true)
    .describe(
      'Replace each token by the nearest code, as the published model does. Codes are not learned here: a model that is trained from scratch wants false.',
    ),
  width: positive.default(512).describe('Length of the embedding; the same as the text encoder’s.'),
});

export type CtClipOptions = z.output<typeof ctClipOptions>;
