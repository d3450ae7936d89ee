import { z } from 'zod';

const positive = z.number().int().positive();

export const llamaOptions = z.strictObject({
  folder: z
    .string()
    .optional()
    .describe('Folder of a model as Hugging Face writes it; all but its weights is then read from there.'),
  dim: positive.default(192).describe('Width of the tokens.'),
  depth: positive.default(4).describe('Number of blocks.'),
  heads: positive.default(4).describe('Attention heads a block; divides dim into even parts.'),
  kvHeads: positive.default(2).describe('Heads of keys and values; divides heads.'),
  hidden: positive.optional().describe('Width of the gated MLP; default 8/3 of dim, in multiples of 32.'),
  context: positive.default(512).describe('Longest sequence, in tokens.'),
  vocabulary: positive.default(2000).describe('Largest vocabulary, in entries.'),
});

export type LlamaOptions = z.output<typeof llamaOptions>;
