import { z } from 'zod';
import { requestOptions } from '../llm/request-options.ts';

export const translatorOptions = z.strictObject({
  model: z.string().describe('The chat model: `$name` of an entry of `models`.'),
  to: z.string().default('English').describe('Language that reports are translated into.'),
  output: z
    .enum(['schema', 'text'])
    .default('schema')
    .describe('How JSON is asked for: by the provider’s own structured output, or by the prompt alone.'),
  ...requestOptions,
});

export type TranslatorOptions = z.output<typeof translatorOptions>;
