import { diskError } from '../disk-error.ts';
import { imagingErrors } from '../errors.ts';

const again = 'Copy or download the file again, or write it again.';

export const badHeader = (file: string, message: string) =>
  imagingErrors.TFM_IMAGE_FORMAT({ file, message: `${file}: ${message}`, fix: again });

export const badGeometry = (file: string, message: string) =>
  imagingErrors.TFM_IMAGE_GEOMETRY({
    file,
    message: `${file}: ${message}`,
    fix: 'Resample the volume to a grid with right angles, or write its header again from the original series.',
  });

export const truncatedImage = (file: string, where: string) =>
  imagingErrors.TFM_IMAGE_TRUNCATED({ file, message: `${file} ends within ${where}.`, fix: again });

export const imageTooLarge = (file: string, bytes: number) =>
  imagingErrors.TFM_IMAGE_DIMENSIONS({
    file,
    message: `${file} holds ${bytes} bytes of voxels, for which there is no memory.`,
    fix: 'Crop or resample the volume, or read it on a machine with more memory.',
  });

/** What a failure of reading compressed or plain bytes means. */
export function imageStreamError(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'Z_BUF_ERROR') return truncatedImage(file, 'its compressed data');
  if (!code?.startsWith('Z_')) return diskError(error, file);
  const message = `The compressed data of ${file} are damaged (${code}).`;
  return imagingErrors.TFM_IMAGE_CORRUPT({ file, cause: error, message, fix: again });
}
