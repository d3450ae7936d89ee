import { z } from 'zod';

/**
 * Options of whatever asks a model: see `createRequestLimits`. How many requests go at once, and in a minute, changes only when
 * they go. How long and how often an answer is waited for decides which parts the rules read instead.
 */
export const requestOptions = {
  concurrency: z.number().int().min(1).max(1024).default(4).describe('Requests at once.').meta({ operational: true }),
  requestsPerMinute: z
    .number()
    .positive()
    .optional()
    .describe('Most requests in a minute; none: no limit.')
    .meta({ operational: true }),
  timeoutSeconds: z.number().positive().default(120).describe('Longest wait for an answer.'),
  retries: z
    .number()
    .int()
    .min(0)
    .max(20)
    .default(4)
    .describe('Further tries after a timeout, HTTP 429 or 5xx, or a broken connection.'),
  backoffSeconds: z
    .number()
    .min(0)
    .default(1)
    .describe('Wait before the first further try; each next one waits twice as long.'),
};
