import { z } from 'zod';
import { encodingOption, place } from '../shared/options.ts';

export const sectionNames = ['clinical', 'technique', 'findings', 'impression'] as const;

export type SectionName = (typeof sectionNames)[number];

/** Content decides, as revisions: none but those of the split and the choice of scans change more than where content lies. */
export const ctRateOptions = z.strictObject({
  root: z
    .string()
    .min(1)
    .describe('Folder of the data set, with `train`, `valid`, `radiology_text_reports`, …; or the one above `dataset`.')
    .meta(place),
  volumes: z
    .enum(['auto', 'original', 'fixed'])
    .default('auto')
    .describe(
      'original: of `train` and `valid`; fixed: of `train_fixed` and `valid_fixed`; auto: fixed where there are both.',
    )
    .meta(place),
  reconstruction: z
    .union([z.enum(['first', 'all']), z.number().int().positive()])
    .default('first')
    .describe('Which reconstructions of a scan: the first that is there, all of them, or the one of this number.'),
  split: z
    .enum(['auto', 'train', 'validation', 'test'])
    .default('auto')
    .describe(
      'auto: as the data set has it, see `published` and `validation`. Otherwise every exam is in the split named.',
    ),
  published: z
    .enum(['test', 'validation'])
    .default('test')
    .describe('The split that the data set’s own validation scans are in.'),
  validation: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe('Share of the data set’s training patients that are in validation, by a hash of the patient.'),
  sections: z
    .array(z.enum(sectionNames))
    .min(1)
    .default(['findings', 'impression'])
    .describe('Sections that reports are made of, in this order: clinical, technique, findings, impression.')
    .meta(place),
  encoding: encodingOption('tables'),
});

export type CtRateOptions = z.output<typeof ctRateOptions>;
