import { apiKeyFor, checkRemote, defineComponent, tokens, type ChatModel } from '@totalfm/core';
import { ChatOpenAI, type ChatOpenAIFields } from '@langchain/openai';
import { z } from 'zod';
import { PlainCompletions } from './plain-completions.ts';

/** Another server, or a connection that lasts longer, may answer otherwise; another key is another account. */
export const openaiOptions = z.strictObject({
  model: z.string().min(1).describe('Name of the model, as the server knows it.'),
  url: z
    .url()
    .default('https://api.openai.com/v1')
    .describe('Where the API is, up to `/v1`: vLLM, llama.cpp’s server, LM Studio and others speak it.'),
  secret: z
    .string()
    .default('OPENAI_API_KEY')
    .describe('Name of the secret that holds the key; a server on this machine needs none.')
    .meta({ operational: true }),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .default(0)
    .describe('0 for the same answer every time; servers differ in how far they keep it.'),
  maxTokens: z.number().int().positive().optional().describe('Most tokens of an answer.'),
  streaming: z
    .boolean()
    .default(false)
    .describe('Have answers sent piece by piece: keeps long ones alive behind proxies.'),
});

/** A model behind OpenAI's chat completions API, of OpenAI or of any server that speaks it. */
export const openai = defineComponent({
  provides: tokens.ChatModel,
  id: 'openai',
  description:
    'A chat model behind any URL that speaks OpenAI’s protocol: OpenAI, vLLM, llama.cpp’s server, LM Studio.',
  options: openaiOptions,
  needs: { privacy: tokens.Privacy, secrets: tokens.Secrets },
  create: ({
    options: { model, url, secret, temperature, maxTokens, streaming },
    needs: { privacy, secrets },
  }): ChatModel => {
    checkRemote(url, privacy, 'openai');
    const apiKey = apiKeyFor(url, secret, secrets);
    const fields: ChatOpenAIFields = {
      model,
      temperature,
      streaming,
      apiKey,
      ...(maxTokens === undefined ? {} : { maxTokens }),
      useResponsesApi: false,
      // Who asks decides what is tried again: retries of a client under those of its user multiply.
      maxRetries: 0,
      configuration: { baseURL: url, organization: null, project: null },
    };
    return new ChatOpenAI({ ...fields, completions: new PlainCompletions(fields) });
  },
});
