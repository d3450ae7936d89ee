import { totalSegmentatorNames } from '@totalfm/anatomy';
import { defineComponent, tokens, type Exam } from '@totalfm/core';
import { createNiftiReader, readNifti } from '@totalfm/imaging';
import { z } from 'zod';
import { examFiles } from './exam-files.ts';

/** One exam of two files, read anew by whoever asks for them. */
export const filesCohort = defineComponent({
  provides: tokens.Cohort,
  id: 'files',
  description: 'One CT and its label map.',
  options: z.strictObject({ dir: z.string().describe('Where both lie.') }),
  create: ({ options: { dir } }) => {
    const { ct, labels } = examFiles(dir);
    const listing = { id: 'exam', patient: 'patient', split: 'test' as const };
    return {
      list: async () => [listing],
      open: async (): Promise<Exam> => ({
        ...listing,
        ct: (signal) => readNifti(ct, { signal }),
        async labelMap(signal) {
          const { volume, names = totalSegmentatorNames } = await createNiftiReader().readLabelMap!(labels, { signal });
          return { volume, names };
        },
        report: async () => undefined,
      }),
    };
  },
});
