import { labelSets } from '@totalfm/anatomy';
import { z } from 'zod';
import { encodingOption, fractionsOption, place } from '../shared/options.ts';

const column = (name: string, what: string) => z.string().min(1).default(name).describe(what).meta(place);

/** Content decides, as revisions; those of the split say which exams are trained on. */
export const tableOptions = z.strictObject({
  table: z
    .string()
    .min(1)
    .describe(
      'CSV (or separated by semicolons or tabs) or Parquet file with one exam a row; paths in it are relative to it.',
    )
    .meta(place),
  idColumn: column('id', 'Column of exam ids.'),
  patientColumn: column('patient', 'Column of patients; without it every exam is a patient.'),
  ctColumn: column('ct', 'Column of CTs: a file, or a folder that a loaded plugin reads.'),
  masksColumn: column('masks', 'Column of label maps, or of folders of one mask a structure; there need be none.'),
  reportColumn: column('report', 'Column of reports; there need be none.'),
  report: z
    .enum(['auto', 'text', 'path'])
    .default('auto')
    .describe('What a cell of a report is: its text, or the path of a file. auto: a path where it ends in .txt.')
    .meta(place),
  splitColumn: column('split', 'Column of splits: train, val, test.'),
  labels: z
    .enum(['none', ...labelSets.map(({ id }) => id)])
    .default('none')
    .describe('Label set whose labels are columns of the truth: 1 present, 0 absent, −1 or nothing not assessed.')
    .meta(place),
  split: z
    .enum(['auto', 'train', 'validation', 'test'])
    .default('auto')
    .describe(
      'auto: by the column of splits, or by a hash of the patient where there is none. Otherwise every exam is in the split named.',
    ),
  fractions: fractionsOption,
  encoding: encodingOption('tables and reports'),
});

export type TableOptions = z.output<typeof tableOptions>;
