import { z } from 'zod';
import { latestPrompt, promptVersions } from './prompts/index.ts';
import { requestOptions } from './request-options.ts';

/** `price` is part of the result: with `budget.cost` it decides from where on the rules read. */
export const llmOptions = z.strictObject({
  model: z.string().describe('The chat model: `$name` of an entry of `models`.'),
  prompt: z.enum(promptVersions).default(latestPrompt).describe('Version of the prompt.'),
  output: z
    .enum(['schema', 'text'])
    .default('schema')
    .describe(
      'How JSON is asked for: by the provider’s own structured output, or by the prompt alone (for servers that have none).',
    ),
  ...requestOptions,
  windowCharacters: z
    .number()
    .int()
    .min(200)
    .default(6000)
    .describe('Longest part of a report in one request; cut at the ends of sentences.'),
  budget: z
    .strictObject({
      tokens: z.number().positive().optional().describe('Most tokens, in and out, in one run.'),
      cost: z.number().positive().optional().describe('Most cost in one run, in the currency of `price`.'),
    })
    .prefault({})
    .describe('What may be spent; when it is, the rules read the rest.'),
  price: z
    .strictObject({
      input: z.number().min(0).default(0).describe('Cost of a million tokens in.'),
      output: z.number().min(0).default(0).describe('Cost of a million tokens out.'),
    })
    .prefault({})
    .describe('Prices, for the ledger and the budget.'),
  fallback: z
    .enum(['rules', 'fail'])
    .default('rules')
    .describe('What becomes of a report that the model does not read: the rules read it, or it fails.'),
  deidentifier: z
    .string()
    .optional()
    .describe(
      'A de-identifier: `$name` of an entry of `models`. Default: none while `privacy.remote` is refuse, the rules otherwise.',
    ),
  translator: z
    .string()
    .optional()
    .describe('A translator that the report goes through first: `$name` of an entry of `models`.'),
});

export type LlmOptions = z.output<typeof llmOptions>;
