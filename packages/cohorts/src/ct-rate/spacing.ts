import { mapTriple, type Triple, type Volume, type Warn } from '@totalfm/core';
import { ctRateErrors } from './errors.ts';

/** Takes the table's spacing where the header's is another one: headers of the original files are wrong. */
export function withSpacing(volume: Volume, file: string, spacing: Triple | undefined, warn?: Warn): Volume {
  if (!spacing || spacing.every((step, axis) => Math.abs(step - volume.spacing[axis]) <= 0.005 * step)) return volume;
  warn?.(
    ctRateErrors
      .TFM_CT_RATE_SPACING({
        file,
        message: `The header says ${mm(volume.spacing)}, the table ${mm(spacing)}, which was taken.`,
        fix: 'None is needed; the files of `train_fixed` and `valid_fixed` have right headers.',
      })
      .toJSON(),
  );
  return { ...volume, spacing };
}

const mm = (spacing: Triple) => `${mapTriple(spacing, (step) => Number(step.toFixed(4))).join(' × ')} mm`;
