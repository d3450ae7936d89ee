import { appErrors } from '../errors.ts';

/** Which volume of several, from 0. Throws `TFM_USAGE`. */
export function frameOption(text?: string): { readonly frame?: number } {
  if (text === undefined) return {};
  if (/^\d{1,9}$/.test(text)) return { frame: Number(text) };
  throw appErrors.TFM_USAGE({
    option: '--frame',
    message: `The frame ${text} is not a whole number from 0 up.`,
    fix: 'Write --frame 0 for the first volume.',
  });
}
