import { z } from 'zod';

/** A value with its interval. */
export const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });
