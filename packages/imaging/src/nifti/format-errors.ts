import { describeBytes } from '@totalfm/core';
import { imagingErrors } from '../errors.ts';

export const truncated = (file: string, where: string) =>
  imagingErrors.TFM_NIFTI_TRUNCATED({
    file,
    message: `${file} ends within ${where}.`,
    fix: 'Copy or download the file again.',
  });

export const notNifti = (file: string, head: Uint8Array) =>
  imagingErrors.TFM_NIFTI_FORMAT({
    file,
    message: `${file} is not a NIfTI file: it looks like ${describeBytes(head)}.`,
    fix: 'Name the right file, or convert this one to NIfTI.',
  });
