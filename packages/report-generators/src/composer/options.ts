import { z } from 'zod';

export const composerOptions = z.strictObject({
  selfCheck: z
    .enum(['drop', 'mark', 'off'])
    .default('drop')
    .describe(
      'What becomes of findings that the contrastive model does not see: left out, or marked; what it is sure of and the text passes over is added. off: reports are as the generator wrote them.',
    ),
  mayBeCut: z
    .array(z.string())
    .default(['aorta', 'esophagus', 'bowel', 'vertebrae', 'body'])
    .describe('Organs that every scan cuts: they are assessed although its edge cuts them.'),
  impression: z.int().min(1).default(6).describe('Most findings in the impression.'),
  slabs: z
    .int()
    .min(0)
    .default(8)
    .describe('Slabs along z that are hidden one by one, to find the slices that show a finding; 0: nobody looks.'),
});

export type ComposerOptions = z.infer<typeof composerOptions>;
