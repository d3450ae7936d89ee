import { apiKeyFor, checkRemote, defineComponent, tokens, type ChatModel } from '@totalfm/core';
import { ChatAnthropic } from '@langchain/anthropic';
import { z } from 'zod';

/** Another server, or a connection that lasts longer, may answer otherwise; another key is another account. */
export const anthropicOptions = z.strictObject({
  model: z.string().min(1).describe('Name of the model.'),
  url: z.url().default('https://api.anthropic.com').describe('Where the API is.'),
  secret: z
    .string()
    .default('ANTHROPIC_API_KEY')
    .describe('Name of the secret that holds the key.')
    .meta({ operational: true }),
  temperature: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('Randomness; newer models take none, so the default is the model’s own.'),
  maxTokens: z.number().int().positive().default(8192).describe('Most tokens of an answer.'),
  streaming: z
    .boolean()
    .default(false)
    .describe('Have answers sent piece by piece: keeps long ones alive behind proxies.'),
});

/** One of Anthropic's models. */
export const anthropic = defineComponent({
  provides: tokens.ChatModel,
  id: 'anthropic',
  description: 'One of Anthropic’s chat models.',
  options: anthropicOptions,
  needs: { privacy: tokens.Privacy, secrets: tokens.Secrets },
  create: ({
    options: { model, url, secret, temperature, maxTokens, streaming },
    needs: { privacy, secrets },
  }): ChatModel => {
    checkRemote(url, privacy, 'anthropic');
    const apiKey = apiKeyFor(url, secret, secrets);
    return new ChatAnthropic({
      model,
      apiKey,
      anthropicApiUrl: url,
      maxTokens,
      streaming,
      maxRetries: 0,
      ...(temperature === undefined ? {} : { temperature }),
    });
  },
});
