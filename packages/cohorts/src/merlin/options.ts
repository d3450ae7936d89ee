import { z } from 'zod';
import { encodingOption, fractionsOption, place } from '../shared/options.ts';

const name = (value: string, what: string) => z.string().min(1).default(value).describe(what).meta(place);

/** Content decides, as revisions; those of the split say which exams are trained on. */
export const merlinOptions = z.strictObject({
  root: z.string().min(1).describe('Folder of the data set: tables, and CTs in it or in `ct`.').meta(place),
  ct: name('.', 'Folder of the CTs, `{study id}.nii.gz`, within the root.'),
  segmentations: name(
    'segmentations',
    'Folder of label maps, `{study id}.nii.gz`, or of folders of masks, within the root; there need be none.',
  ),
  reports: name('reports_final.csv', 'Table of reports within the root (an .xlsx has to be saved as CSV).'),
  labels: name(
    'zero_shot_findings_disease_cls.csv',
    'Table of the 30 findings within the root: 1 present, 0 absent, −1 not assessed.',
  ),
  splits: name(
    'splits.csv',
    'Table of study ids and splits within the root; where there is none, the reports’ split column counts.',
  ),
  idColumn: name('study id', 'Column of study ids, in all tables.'),
  patientColumn: name('patient id', 'Column of patients among the reports; without it every study is a patient.'),
  findingsColumn: name('Findings', 'Column of the findings.'),
  impressionColumn: name('Impression', 'Column of the impression; there need be none.'),
  splitColumn: name('split', 'Column of splits: train, val, test.'),
  split: z
    .enum(['auto', 'train', 'validation', 'test'])
    .default('auto')
    .describe(
      'auto: by the table of splits, else the reports’ split column, else a hash of the patient. Otherwise every exam is in the split named.',
    ),
  fractions: fractionsOption,
  encoding: encodingOption('tables'),
});

export type MerlinOptions = z.output<typeof merlinOptions>;
