import type { Triple } from '@totalfm/core';

/** What the published model takes. */
export const benchSize: Triple = [480, 480, 240];

/** Of either program. */
export const threads = 2;
