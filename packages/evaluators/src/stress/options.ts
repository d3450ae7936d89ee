import { z } from 'zod';

const levels = (most: number, fallback: number[], what: string) =>
  z.array(z.number().positive().max(most)).default(fallback).describe(`${what}; none: it is left out.`);

export const stressOptions = z.strictObject({
  noiseHu: levels(
    1000,
    [20, 50, 100],
    'Standard deviations in HU of noise that is added to every voxel of the organ volume',
  ),
  slicesMm: levels(100, [10, 20, 40], 'Thicknesses in millimetres over which the volume is averaged along z'),
  smoothMm: levels(100, [5, 10], 'Widths in millimetres (full, at half maximum) of a soft kernel within slices'),
  sharpen: levels(10, [1, 2], 'How many times the details of a sharp kernel are added within slices'),
  cutShare: levels(0.9, [0.1, 0.25, 0.5], 'Shares of the organ’s height that the scan’s upper or lower edge cuts off'),
  dilateMm: levels(100, [5, 10], 'Millimetres by which the organ’s mask is too large'),
  shiftMm: levels(100, [5, 10, 20], 'Millimetres by which the organ’s mask lies beside the organ'),
  exams: z.int().min(1).default(100).describe('Most test exams that are scored, drawn by the seed.'),
  resamples: z.int().min(1).default(1000).describe('Patient resamples of the bootstrap intervals.'),
});

export type StressOptions = z.infer<typeof stressOptions>;
