import type { Triple } from '@totalfm/core';

/** What the published model takes. */
export const benchSize: Triple = [224, 224, 160];

/** Of either program. */
export const threads = 2;
