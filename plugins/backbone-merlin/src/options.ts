import { z } from 'zod';

const positive = z.number().int().positive();

export const merlinOptions = z.strictObject({
  channels: positive.default(64).describe('Channels of the stem, and inside the first stage’s bottlenecks.'),
  depths: z
    .array(positive)
    .min(1)
    .max(6)
    .default([3, 8, 36, 3])
    .describe('Residual blocks of each stage; each stage but the first halves the volume and doubles the channels.'),
  width: positive.default(512).describe('Length of the embedding; the same as the text encoder’s.'),
  norm: z
    .enum(['folded', 'group'])
    .default('folded')
    .describe(
      'folded: batch norms with fixed statistics are part of the filters, as official weights are used. group: group norms, for training from scratch; statistics of a batch are in no program here.',
    ),
});

export type MerlinOptions = z.output<typeof merlinOptions>;
