import { isTotalFmError } from '@totalfm/core';

/** What scripts read: 0 is success. */
export const exitCodes = { failure: 1, usage: 2, interrupted: 130 } as const;

/** Codes of errors in what the user wrote on the command line or in an experiment. */
const written = /^TFM_(USAGE|EXPERIMENT|OVERRIDE|SWEEP|COMPONENT|OPTION|ORGAN|REFERENCE|NEED|PLUGIN|RUN_NAME)/;

/** Codes of parts of an experiment that do not fit one another, or the model that they are given. */
const misfits: readonly string[] = [
  'TFM_CUTTER_SPACING',
  'TFM_VISION_ANY_SIZE',
  'TFM_VISION_OPTIONS',
  'TFM_TRAIN_WIDTHS',
  'TFM_TRAIN_NOT_MASKABLE',
  'TFM_TRAIN_NOTHING_MASKED',
  'TFM_EVALUATE_NO_PROMPTS',
  'TFM_CHECKPOINT_ORGANS',
  'TFM_LM_OPTIONS',
  'TFM_TEXT_OPTIONS',
];

/** Whether an error of this code is in what the user wrote. */
export const isUsageCode = (code: string): boolean => written.test(code) || misfits.includes(code);

export function exitCodeOf(error: unknown): number {
  if (!isTotalFmError(error)) return exitCodes.failure;
  if (error.code === 'TFM_CANCELLED') return exitCodes.interrupted;
  return isUsageCode(error.code) ? exitCodes.usage : exitCodes.failure;
}
