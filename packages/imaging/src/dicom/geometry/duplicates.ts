import type { TotalFmError } from '@totalfm/core';
import { imagingErrors } from '../../errors.ts';
import type { Frame } from '../series/frames.ts';
import { places, type StackedFrame } from './stack.ts';

export type SamePixels = (a: Frame, b: Frame) => Promise<boolean>;

/** The stack without slices that repeat another at their place pixel by pixel; it is said how many there were. */
export async function withoutDuplicates(
  stack: readonly StackedFrame[],
  { samePixels, file }: { readonly samePixels: SamePixels; readonly file: string },
  warn: (warning: TotalFmError) => void,
): Promise<readonly StackedFrame[]> {
  const kept: StackedFrame[] = [];
  const dropped: StackedFrame[] = [];
  for (const place of places(stack)) {
    const own: StackedFrame[] = [];
    for (const slice of place) {
      if (await someAsync(own, (other) => samePixels(other.frame, slice.frame))) dropped.push(slice);
      else own.push(slice);
    }
    kept.push(...own);
  }
  if (dropped.length > 0)
    warn(
      imagingErrors.TFM_DICOM_DUPLICATE({
        file,
        message: `${dropped.length} of ${stack.length} slices of ${file} repeat another at their place pixel by pixel (the first at ${dropped[0].along.toFixed(2)} mm) and were dropped.`,
        fix: 'Nothing has to be done; remove the copies to be rid of this.',
      }),
    );
  return kept;
}

async function someAsync<T>(values: readonly T[], holds: (value: T) => Promise<boolean>): Promise<boolean> {
  for (const value of values) if (await holds(value)) return true;
  return false;
}
