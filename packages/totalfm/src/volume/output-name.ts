import { appErrors } from '../errors.ts';

/** Throws `TFM_USAGE` for a name that says nothing of NIfTI. */
export function checkNiftiName(output: string): void {
  if (/\.nii(\.gz)?$/i.test(output)) return;
  throw appErrors.TFM_USAGE({
    option: '--output',
    message: `The output ${output} ends neither in .nii nor in .nii.gz.`,
    fix: 'Change its ending.',
  });
}

/** Whether a name says that a DICOM file is wished. */
export const isDicomName = (output: string): boolean => /\.(dcm|dicom)$/i.test(output);
