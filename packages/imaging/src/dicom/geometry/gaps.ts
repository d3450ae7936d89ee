import type { TotalFmError } from '@totalfm/core';
import { imagingErrors } from '../../errors.ts';
import type { SliceSpacing } from './spacing.ts';
import type { StackedFrame } from './stack.ts';

/** Millimetres: more than between slices of any volume. */
const WIDEST_STEP = 100;

const mm = (value: number) => `${Number(value.toFixed(3))} mm`;

/** Says what is wrong with the places of slices, or refuses it. Throws `TFM_DICOM_GAP`. */
export function checkGaps(
  stack: readonly StackedFrame[],
  { even, missing, narrowest, widest, step, count }: SliceSpacing,
  {
    gaps,
    longestGap,
    file,
  }: { readonly gaps: 'resample' | 'refuse'; readonly longestGap: number; readonly file: string },
  warn: (warning: TotalFmError) => void,
): void {
  if ((step ?? 0) > WIDEST_STEP)
    throw imagingErrors.TFM_DICOM_GAP({
      file,
      message: `The slices of ${file} lie ${mm(step as number)} apart, which no CT volume does.`,
      fix: 'Look at the series in a viewer; it may be no volume.',
    });
  if (even) return;
  const slices = missing.reduce((sum, gap) => sum + gap.slices, 0);
  const first = missing[0] && stack[missing[0].after];
  const what = first
    ? `${slices} slices of ${file} are missing at ${missing.length} places (the first after ${first.along.toFixed(2)} mm, a gap of ${mm(missing[0].gap)} where ${mm(step as number)} are usual)`
    : `The slices of ${file} are unevenly spaced, from ${mm(narrowest)} to ${mm(widest)}`;
  const tooFar = (widest > longestGap && widest > 1.5 * (step as number)) || count > 2 * stack.length;
  if (gaps === 'refuse' || tooFar)
    throw imagingErrors.TFM_DICOM_GAP({
      file,
      message: tooFar ? `${what}; the widest gap of ${mm(widest)} is too wide to be filled.` : `${what}.`,
      fix: 'Export the series again with all of its slices.',
    });
  warn(
    imagingErrors.TFM_DICOM_GAP({
      file,
      message: `${what}; they were interpolated to an even spacing of ${mm(step as number)}.`,
      fix: 'Export the series again with all of its slices, or go on with interpolated ones.',
    }),
  );
}
