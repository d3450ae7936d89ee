import { z } from 'zod';
import { phases } from './phases.ts';

const millimetres = z.number().min(1).max(20);

export const phantomOptions = z.strictObject({
  exams: z.number().int().min(1).max(999_999).default(600).describe('Number of exams.'),
  first: z
    .number()
    .int()
    .min(0)
    .max(999_998)
    .multipleOf(2)
    .default(0)
    .describe('Number of the first exam: parts of one cohort, as of several hospitals, share no patient.'),
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .default(7)
    .describe('Exam i of a seed is the same however many exams there are.'),
  spacing: z
    .tuple([millimetres, millimetres, millimetres])
    .default([4, 4, 5])
    .describe('Voxel size (x, y, z) in millimetres.'),
  splits: z
    .strictObject({
      train: z.number().min(0).default(0.65).describe('Share of the patients to train on.'),
      validation: z.number().min(0).default(0.1).describe('Share of the patients to choose on.'),
      test: z.number().min(0).default(0.25).describe('Share of the patients to score on.'),
    })
    .refine(({ train, validation, test }) => train + validation + test > 0, 'At least one share must be more than 0.')
    .prefault({})
    .describe('Shares of the splits, by patient; they are scaled to a sum of 1.'),
  followUps: z
    .number()
    .min(0)
    .max(1)
    .default(0.15)
    .describe('Share of the patients who have a second exam, with a comparison in its report.'),
  prevalence: z.number().min(0).max(5).default(1).describe('Factor on the prevalence of every finding.'),
  wholeScan: z
    .boolean()
    .default(false)
    .describe(
      'Also findings of the whole scan, which no organ’s mask shows: lymphadenopathy and peritoneal metastases. All else is drawn the same.',
    ),
  phase: z
    .enum(['any', ...phases])
    .default('any')
    .describe('Contrast phase of every exam; by default each has its own. All else is drawn the same.'),
  omission: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('Probability that a report does not mention a finding that is there.'),
  noise: z.number().min(0).max(5).default(1).describe('Factor on the noise of the CT.'),
  maskNoise: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('How far the label map strays from the organs: 0 is exact, 1 about half a voxel.'),
});

export type PhantomOptions = z.output<typeof phantomOptions>;
