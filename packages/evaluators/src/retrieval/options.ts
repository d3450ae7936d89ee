import { z } from 'zod';
import { retrievalWays } from './measures.ts';

export const retrievalOptions = z.strictObject({
  ways: z
    .array(z.enum(retrievalWays))
    .min(1)
    .default([...retrievalWays])
    .describe(
      'What is looked for with what. organ-to-organ (similar cases) alone asks for no text, so that an encoder that was only pretrained can be judged.',
    ),
  nearest: z.int().min(1).default(5).describe('How many of the most similar cases are looked at.'),
  resamples: z.int().min(1).default(1000).describe('Patient resamples of the bootstrap intervals.'),
});

export type RetrievalOptions = z.infer<typeof retrievalOptions>;
