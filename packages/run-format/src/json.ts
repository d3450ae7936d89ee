import type { Json } from '@totalfm/core';
import { z } from 'zod';

/** JSON data of any form. */
export const json: z.ZodType<Json> = z.json();
