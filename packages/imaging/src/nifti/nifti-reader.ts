import { defineComponent, tokens, type VolumeReader } from '@totalfm/core';
import { z } from 'zod';
import { decodeHeader } from './header.ts';
import { labelTableOf } from './label-table.ts';
import { readNifti, readNiftiFile, readNiftiGeometry } from './read.ts';

const identity = { id: 'nifti', version: '1' } as const;

/** Reads NIfTI-1 and NIfTI-2 files, gzipped or not, with the label tables of TotalSegmentator. */
export function createNiftiReader(): VolumeReader {
  return {
    ...identity,
    format: 'NIfTI-1 and NIfTI-2',
    extensions: ['.nii.gz', '.nii'],
    recognizes: ({ head }) => decodeHeader(head) !== undefined,
    read: readNifti,
    header: readNiftiGeometry,
    async readLabelMap(path, options) {
      const { volume, extensions } = await readNiftiFile(path, options);
      return { volume, names: labelTableOf(extensions) };
    },
  };
}

export const niftiReader = defineComponent({
  provides: tokens.VolumeReader,
  ...identity,
  description: 'NIfTI-1 and NIfTI-2 files, gzipped or not.',
  options: z.strictObject({}),
  create: createNiftiReader,
});
