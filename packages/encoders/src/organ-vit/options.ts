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
  density: z
    .boolean()
    .default(true)
    .describe(
      'Give the organ token the shares of the organ’s voxels, of those around it and of its smoothed inside by HU: what is small and striking is told before it is learned to be seen.',
    ),
  mirror: z
    .enum(['none', 'left-right', 'all'])
    .default('left-right')
    .describe(
      'Axes along which volumes are mirrored at random in training. Fluid lies at the back and free air in front: only left and right look alike.',
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
