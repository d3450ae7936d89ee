import { negativesChoices } from '@totalfm/zero-shot';
import { z } from 'zod';
import { caseUnits } from '../exam-cases.ts';

export const calibrationOptions = z.strictObject({
  negatives: z.enum(negativesChoices).default('both').describe('What a finding is held against, as in `findings`.'),
  unit: z.enum(caseUnits).default('part').describe('What is one case, as in `findings`.'),
  specificity: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.9)
    .describe('Specificity on validation exams of the threshold at which sensitivity is measured.'),
  bins: z.int().min(2).default(10).describe('Bins of the reliability curve, of one width.'),
  resamples: z.int().min(1).default(1000).describe('Patient resamples of the bootstrap intervals.'),
});

export type CalibrationOptions = z.infer<typeof calibrationOptions>;
