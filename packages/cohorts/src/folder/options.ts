import { defaultEncoding, encodingOf, unknownEncoding } from '@totalfm/core';
import { z } from 'zod';

const fraction = z.number().min(0).max(1);

/** Where files lie and how they are read: content decides, as revisions (another encoding makes another one of the same report). */
const place = { operational: true };

/**
 * None of these changes an exam beyond what its listing says: where its files lie and what they are called is not in it, their
 * content (as revisions), the patient and the split are. An option that changes how a part is read belongs into that part's
 * revision.
 */
export const folderOptions = z.strictObject({
  root: z.string().min(1).describe('Folder that holds one folder for each exam.').meta(place),
  split: z
    .enum(['auto', 'train', 'validation', 'test'])
    .default('auto')
    .describe(
      'auto: by `split.csv` or `splits.json` in the root where there is one, else by a hash of the patient. Otherwise every exam is in the split named.',
    ),
  fractions: z
    .strictObject({
      train: fraction.default(0.7).describe('Share of patients in train.'),
      validation: fraction.default(0.1).describe('Share of patients in validation.'),
      test: fraction.default(0.2).describe('Share of patients in test.'),
    })
    .refine((shares) => Math.abs(shares.train + shares.validation + shares.test - 1) < 1e-6, 'fractions must sum to 1')
    .prefault({})
    .describe('Shares of patients in each split, where patients are split by hash.'),
  ct: z
    .string()
    .min(1)
    .default('ct')
    .describe(
      'Name of the CT within an exam’s folder, with or without what its format appends: `ct` finds `ct.nii.gz`, `ct.nii`, a folder `ct/`, and whatever else a loaded plugin reads.',
    )
    .meta(place),
  segmentation: z
    .string()
    .min(1)
    .default('segmentation')
    .describe(
      'Name of the label map within an exam’s folder, as for `ct`, or of a folder of one mask a structure; `segmentation/` and `segmentations/` are looked for as well.',
    )
    .meta(place),
  report: z
    .string()
    .min(1)
    .default('report.txt')
    .describe('Name of the report within an exam’s folder: plain text.')
    .meta(place),
  encoding: z
    .string()
    .refine((label) => encodingOf(label) !== undefined, unknownEncoding)
    .default(defaultEncoding)
    .describe(
      'Encoding of reports that have no byte-order mark, by its WHATWG label: utf-8, windows-1252, shift_jis, gb18030, …',
    )
    .meta(place),
});

export type FolderOptions = z.output<typeof folderOptions>;
