import type { Triple } from '@totalfm/core';
import { appErrors } from '../errors.ts';

/** `1.5,1.5,3` or `2` → millimetres along each axis. Throws `TFM_USAGE`. */
export function spacingOption(text: string): Triple {
  const values = text.split(/[,x× ]+/).map(Number);
  const [x, y, z] = values.length === 1 ? [values[0], values[0], values[0]] : values;
  if ((values.length === 1 || values.length === 3) && [x, y, z].every((mm) => mm > 0 && mm <= 1000)) return [x, y, z];
  throw appErrors.TFM_USAGE({
    option: '--spacing',
    message: `The spacing ${text} is not three numbers of millimetres.`,
    fix: 'Write --spacing 1.5,1.5,3.',
  });
}
