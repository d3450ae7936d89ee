import { dicomOptions } from '@totalfm/imaging';
import { z } from 'zod';
import { encodingOption, fractionsOption, place } from '../shared/options.ts';

const { sliceThickness, kernel, phases, gaps, longestGap } = dicomOptions.shape;

/** Content decides, as revisions, which series is read and how among it; those of the split say which exams are trained on. */
export const dicomCohortOptions = z.strictObject({
  root: z
    .string()
    .min(1)
    .describe('Folder of DICOM files and zip archives, however deep: each study in it is an exam.')
    .meta(place),
  sliceThickness: sliceThickness.meta(place),
  kernel: kernel.meta(place),
  phases: phases.meta(place),
  gaps: gaps.meta(place),
  longestGap: longestGap.meta(place),
  reports: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A CSV or Parquet table of reports, or a folder of `{accession number}.txt`; without it, and for studies that it lacks, structured reports of the study.',
    )
    .meta(place),
  idColumn: z
    .string()
    .min(1)
    .default('AccessionNumber')
    .describe('Column of the table that names studies.')
    .meta(place),
  textColumn: z.string().min(1).default('report').describe('Column of the table that holds reports.').meta(place),
  encoding: encodingOption('reports'),
  key: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Name of the secret (an environment variable) that ids of exams and patients are hashed with; without one they are hashed by a key of everybody’s, which whoever knows an id can undo.',
    ),
  split: z
    .enum(['auto', 'train', 'validation', 'test'])
    .default('auto')
    .describe('auto: by a hash of the patient. Otherwise every exam is in the split named.'),
  fractions: fractionsOption,
});

export type DicomCohortOptions = z.output<typeof dicomCohortOptions>;
