import { isTotalFmError } from '@totalfm/core';

/** What scripts read: 0 is success. */
export const exitCodes = { failure: 1, usage: 2, interrupted: 130 } as const;

/** Codes of errors in what the user wrote on the command line or in an experiment. */
const usage =
  /^TFM_(USAGE|EXPERIMENT|OVERRIDE|SWEEP|COMPONENT|OPTION|ORGAN|REFERENCE|NEED|PLUGIN|RUN_NAME|VISION_OPTIONS|TRAIN_WIDTHS|TRAIN_NOT_MASKABLE|TRAIN_NOTHING_MASKED)/;

export function exitCodeOf(error: unknown): number {
  if (!isTotalFmError(error)) return exitCodes.failure;
  if (error.code === 'TFM_CANCELLED') return exitCodes.interrupted;
  return usage.test(error.code) ? exitCodes.usage : exitCodes.failure;
}
