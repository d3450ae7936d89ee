import { z } from 'zod';
import { videoVitOptions } from '../video-vit/options.ts';

const { dim, depth, heads, width, windows } = videoVitOptions.shape;
const positive = z.number().int().positive();

export const organVitOptions = z.strictObject({
  dim,
  depth,
  heads,
  width,
  windows,
  tell: z
    .array(z.enum(['density', 'prominence', 'structures']))
    .default(['density', 'prominence', 'structures'])
    .describe(
      'What the organ token is told, so that what is small and striking need not be learned to be seen: density, shares of voxels by HU; prominence, how far the brightest and darkest spots stand out from what surrounds them; structures, how each of the organ’s structures compares with those beside it, and which others lie in the crop.',
    ),
  mirror: z
    .enum(['none', 'left-right', 'all'])
    .default('left-right')
    .describe(
      'Axes along which volumes are mirrored at random in training. Fluid lies at the back and free air in front: only left and right look alike.',
    ),
  hide: z
    .number()
    .min(0)
    .max(1)
    .default(0.25)
    .describe(
      'Share of volumes in training whose surroundings are filled with one HU, so that what is said of an organ rests on the organ.',
    ),
  room: positive
    .default(64)
    .describe(
      'Room for so many tokens a volume in training, where volumes share rows; of a batch with more, the largest lose some at random. Masked pretraining draws from so many patches of a volume.',
    ),
  row: positive
    .multipleOf(8)
    .default(128)
    .describe('Tokens of a row in training, in eights: the most that a volume keeps.'),
});

export type OrganVitOptions = z.output<typeof organVitOptions>;
