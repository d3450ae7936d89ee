import type { TrainParts } from '@totalfm/core';
import { trainerErrors } from './errors.ts';

/** Throws `TFM_TRAIN_WIDTHS` where vectors of volumes and of texts have different lengths. */
export function checkWidths({ vision, text }: Pick<TrainParts, 'vision' | 'text'>): void {
  if (text.width === vision.width) return;
  throw trainerErrors.TFM_TRAIN_WIDTHS({
    option: 'text.width',
    message: `The vision encoder gives ${vision.width} numbers, the text encoder ${text.width}.`,
    fix: 'Give `vision.width` and `text.width` the same value.',
  });
}
