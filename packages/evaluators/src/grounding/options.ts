import { z } from 'zod';

export const groundingOptions = z.strictObject({
  cases: z
    .int()
    .min(1)
    .default(20)
    .describe('Most found lesions of each finding that are looked at, drawn by the seed.'),
  fill: z
    .enum(['organ', 'surroundings'])
    .default('organ')
    .describe(
      'HU that an erased organ is filled with: its own median, which leaves it an organ without structure, or that of what lies around it in the volume.',
    ),
  tolerance: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe(
      'How much a score may change where it should not, as a share of its fall when the organ is erased; it may not cross the threshold either.',
    ),
  blocks: z
    .int()
    .min(1)
    .max(32)
    .default(6)
    .describe('Blocks along each axis that are erased one by one for the heat map; a third power of them is embedded.'),
  resamples: z.int().min(1).default(1000).describe('Patient resamples of the bootstrap intervals.'),
});

export type GroundingOptions = z.infer<typeof groundingOptions>;
