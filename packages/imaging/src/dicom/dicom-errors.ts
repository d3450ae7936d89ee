import { isTotalFmError, type TotalFmError } from '@totalfm/core';
import { imagingErrors } from '../errors.ts';
import { CutShort, DicomDamage, NeedsMoreBytes } from './parse/damage.ts';
import { UnknownTransferSyntax } from './parse/part10.ts';
import type { ByteSource } from './source/byte-source.ts';

const again = 'Copy or export the file again.';

export const damaged = (file: string, why: string): TotalFmError =>
  imagingErrors.TFM_DICOM_CORRUPT({ file, message: `${file}: ${why}.`, fix: again });

export const lockedMember = (file: string, member: string, why: string): TotalFmError =>
  imagingErrors.TFM_DICOM_CORRUPT({
    file,
    message: `The member ${member} of ${file} ${why}, which is not read.`,
    fix: 'Unpack the archive, and name the folder.',
  });

export const truncated = (file: string, where: string): TotalFmError =>
  imagingErrors.TFM_DICOM_TRUNCATED({ file, message: `${file} ends within ${where}.`, fix: again });

export const unreadablePixels = (file: string, why: string): TotalFmError =>
  imagingErrors.TFM_DICOM_PIXELS({
    file,
    message: `${file}: ${why}.`,
    fix: 'Export the series again as CT images of 8 or 16 bits, one sample for each pixel.',
  });

/** What went wrong while bytes were parsed, as a coded error that names their file. */
export function parseError(error: unknown, { name, file }: Pick<ByteSource, 'name' | 'file'>): unknown {
  if (isTotalFmError(error)) return error;
  if (error instanceof NeedsMoreBytes) return truncated(name, 'its header');
  if (error instanceof CutShort)
    return imagingErrors.TFM_DICOM_TRUNCATED({
      file,
      message: `${name} ends too early: ${error.message} (at byte ${error.at}).`,
      fix: again,
    });
  if (error instanceof DicomDamage) return damaged(name, `${error.message} (at byte ${error.at})`);
  if (error instanceof UnknownTransferSyntax)
    return imagingErrors.TFM_DICOM_SYNTAX({
      file,
      message: `${name} is stored in the transfer syntax ${error.uid}, which is not read.`,
      fix: 'Convert it to Explicit VR Little Endian, for instance with `dcmconv` or `gdcmconv --raw`.',
    });
  return error;
}
