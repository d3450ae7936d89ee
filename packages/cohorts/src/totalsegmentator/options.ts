import { z } from 'zod';
import { encodingOption, fractionsOption, place } from '../shared/options.ts';

const name = (value: string, what: string) => z.string().min(1).default(value).describe(what).meta(place);

/** Content decides, as revisions; those of the split say which exams are trained on. */
export const totalSegmentatorOptions = z.strictObject({
  root: z.string().min(1).describe('Folder of the data set, with `s0011`, …, and `meta.csv`.').meta(place),
  ct: name('ct.nii.gz', 'Name of the CT within a subject’s folder.'),
  segmentations: name('segmentations', 'Name of the folder of masks within a subject’s folder, or of a label map.'),
  meta: name('meta.csv', 'Table of subjects and splits within the root.'),
  idColumn: name('image_id', 'Column of subjects.'),
  splitColumn: name('split', 'Column of splits: train, val, test.'),
  split: z
    .enum(['auto', 'train', 'validation', 'test'])
    .default('auto')
    .describe(
      'auto: by the table, or by a hash of the subject where there is none. Otherwise every exam is in the split named.',
    ),
  fractions: fractionsOption,
  encoding: encodingOption('tables'),
});

export type TotalSegmentatorOptions = z.output<typeof totalSegmentatorOptions>;
