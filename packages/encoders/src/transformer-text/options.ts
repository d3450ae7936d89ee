import { z } from 'zod';

const positive = z.number().int().positive();

export const transformerTextOptions = z.strictObject({
  dim: positive.default(96).describe('Width of the tokens.'),
  depth: z.number().int().min(0).default(1).describe('Number of transformer blocks.'),
  heads: positive.default(4).describe('Attention heads a block; divides dim.'),
  width: positive.default(96).describe('Length of the embedding; the same as the vision encoder’s.'),
  tokens: positive.default(48).describe('Longest text, in tokens; the rest is cut.'),
  room: positive
    .default(12)
    .describe(
      'Room for so many tokens a text in training, where texts share rows; those of a batch with more are cut.',
    ),
  vocabulary: positive.default(2000).describe('Largest vocabulary, in entries.'),
});

export type TransformerTextOptions = z.output<typeof transformerTextOptions>;
