import { z } from 'zod';
import { optimizerOption, scheduleOptions } from '@totalfm/compute';

const positive = z.number().int().positive();
const levels = z.tuple([positive, positive, positive, positive]);
const { steps, learningRate, warmup, clipNorm, saveEvery, engine, device, threads } = scheduleOptions;

/** Options of `trainUnet`. The defaults are those of the phantom model: about 0.2 s of one core for a torso of 4 × 4 × 5 mm. */
export const unetOptions = z.strictObject({
  steps: steps.default(5500),
  learningRate: learningRate.default(3e-3),
  warmup: warmup.default(30),
  clipNorm,
  saveEvery: saveEvery.default(50),
  engine,
  device,
  threads,
  optimizer: optimizerOption(0.99),
  channels: levels.default([16, 32, 64, 64]).describe('Channels of each level, from half resolution down.'),
  subvoxels: z
    .number()
    .int()
    .min(1)
    .max(8)
    .default(2)
    .describe('How many of the 8 voxels of each block a step learns from: fewer are quicker, and noisier.'),
  measureOn: positive.default(20).describe('Exams that intensities, spacing and size are measured on.'),
});

export type UnetOptions = z.output<typeof unetOptions>;
