import { z } from 'zod';
import { composerOptions } from '../composer/options.ts';

/** How long and how often an answer is waited for decides which reports stay plain: nothing here is operational. */
export const llmWriterOptions = composerOptions.extend({
  model: z.string().describe('The chat model: `$name` of an entry of `models`.'),
  timeoutSeconds: z.number().positive().default(120).describe('Longest wait for an answer.'),
  retries: z
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
});

export type LlmWriterOptions = z.infer<typeof llmWriterOptions>;
