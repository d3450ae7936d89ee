import { z } from 'zod';

const positive = z.number().int().positive();

/** Defaults are those of the published model. */
export const totalFmOptions = z.strictObject({
  dim: positive.default(1008).describe('Width of the tokens; a multiple of 3 and of heads.'),
  depth: z.number().int().min(0).default(12).describe('Number of transformer blocks.'),
  heads: positive.default(12).describe('Attention heads a block, and of the pooling.'),
  hidden: positive.default(3072).describe('Width of a block’s hidden layer.'),
  patch: z
    .tuple([positive, positive, positive])
    .default([16, 16, 4])
    .describe('Voxels (x, y, z) of one patch; divides the size of the volumes.'),
  latent: positive.default(768).describe('Width between the pooling and the projection.'),
  width: positive.default(768).describe('Length of the embedding; the same as the text encoder’s.'),
});

export type TotalFmOptions = z.output<typeof totalFmOptions>;
