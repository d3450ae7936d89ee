import { z } from 'zod';
import { encodingOption, fractionsOption, place } from '../shared/options.ts';

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
  fractions: fractionsOption,
  ct: z
    .string()
    .min(1)
    .default('ct')
    .describe(
      'Name of the CT within an exam’s folder, with or without what its format appends: `ct` finds `ct.nii.gz`, `ct.nii`, a folder `ct/`, and whatever else a loaded plugin reads.',
    )
    .meta(place),
  frame: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Which volume of CTs whose files hold several (time points, phases), from 0.')
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
  encoding: encodingOption('reports'),
});

export type FolderOptions = z.output<typeof folderOptions>;
