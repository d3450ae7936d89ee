import { z } from 'zod';

const windowNames = {
  lung: { level: -600, width: 1500 },
  'soft-tissue': { level: 40, width: 400 },
  bone: { level: 300, width: 1500 },
} as const;

const windowOption = z.union([
  z.enum(['lung', 'soft-tissue', 'bone']),
  z.strictObject({
    level: z.number().describe('Centre of the window in HU.'),
    width: z.number().positive().describe('Width of the window in HU.'),
  }),
]);

const positive = z.number().int().positive();

export const videoVitOptions = z.strictObject({
  dim: positive.default(96).describe('Width of the tokens.'),
  depth: z.number().int().min(0).default(2).describe('Number of transformer blocks.'),
  heads: positive.default(4).describe('Attention heads a block; divides dim.'),
  patch: z
    .tuple([positive, positive, positive])
    .default([8, 8, 8])
    .describe('Voxels (x, y, z) of one patch; divides the size of the pairs.'),
  width: positive.default(96).describe('Length of the embedding; the same as the text encoder’s.'),
  windows: z
    .array(windowOption)
    .min(1)
    .default(['lung', 'soft-tissue', 'bone'])
    .describe('HU windows, one channel each: a TotalFM name or { level, width }.'),
  stem: z
    .enum(['extremes', 'linear'])
    .default('extremes')
    .describe(
      'extremes: patches are merged 2 × 2 × 2 at a time with a max beside each sum, and patch statistics are added, so that small bright or dark things survive. linear: LayerNorm–Linear–LayerNorm, as the original.',
    ),
  organMask: z
    .boolean()
    .default(true)
    .describe(
      'Give the segmenter’s mask as a channel, take patch statistics inside the organ too, and add a 200 HU window around the organ’s own mean: a cyst is dark in the liver, but not beside the fat around it, and in every contrast phase.',
    ),
  tokens: z
    .enum(['all', 'organ'])
    .default('all')
    .describe(
      'all: every patch is a token. organ: only patches that the segmenter’s mask touches are; the others are neither attended to nor pooled, in training as afterwards, and hardly computed afterwards. What lies farther from the organ than its patches is then not seen. A volume without a mask is all tokens.',
    ),
  positions: z.enum(['learned', 'sin-cos']).default('learned').describe('Position of a token in the crop.'),
  pooling: z
    .enum(['extremes', 'mean', 'attention'])
    .default('extremes')
    .describe(
      'extremes: organ token, mean and maximum over tokens. mean: mean over tokens. attention: one learned query.',
    ),
  physicalSize: z
    .boolean()
    .default(true)
    .describe('Give the crop’s and the organ’s size in millimetres to the organ token: resampling loses it.'),
});

export type VideoVitOptions = z.output<typeof videoVitOptions>;

/** Options' windows as [low, high] in HU. */
export function windowBounds(windows: VideoVitOptions['windows']): Array<readonly [number, number]> {
  return windows.map((window) => {
    const { level, width } = typeof window === 'string' ? windowNames[window] : window;
    return [level - width / 2, level + width / 2] as const;
  });
}
