import { describeBytes } from '@totalfm/core';
import { diskError } from '../disk-error.ts';
import { imagingErrors } from '../errors.ts';

export const truncated = (file: string, where: string) =>
  imagingErrors.TFM_NIFTI_TRUNCATED({
    file,
    message: `${file} ends within ${where}.`,
    fix: 'Copy or download the file again.',
  });

export function noRoom(file: string, bytes: number): never {
  throw imagingErrors.TFM_NIFTI_DIMENSIONS({
    file,
    message: `${file} holds ${bytes} bytes of voxels, for which there is no memory.`,
    fix: 'Crop or resample the volume, or read it on a machine with more memory.',
  });
}

export const notNifti = (file: string, head: Uint8Array) =>
  imagingErrors.TFM_NIFTI_FORMAT({
    file,
    message: `${file} is not a NIfTI file: it looks like ${describeBytes(head)}.`,
    fix: 'Name the right file, or convert this one to NIfTI.',
  });

/** What a failure of reading the file's bytes means: `TFM_NIFTI_TRUNCATED`, `TFM_NIFTI_CORRUPT`, or an error of the disk. */
export function streamError(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'Z_BUF_ERROR') return truncated(file, 'its compressed data');
  if (code?.startsWith('Z_')) {
    return imagingErrors.TFM_NIFTI_CORRUPT({
      file,
      cause: error,
      message: `The compressed data of ${file} are damaged (${code}).`,
      fix: 'Copy or download the file again.',
    });
  }
  return diskError(error, file);
}
