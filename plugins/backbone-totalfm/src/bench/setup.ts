import type { Triple } from '@totalfm/core';

/** What the published model takes. */
export const benchSize: Triple = [192, 192, 32];

/** Of one CT. */
export const organs = 5;

/** Of either program. */
export const threads = 2;
