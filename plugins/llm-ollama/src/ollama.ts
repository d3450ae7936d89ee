import { checkRemote, defineComponent, tokens, type ChatModel } from '@totalfm/core';
import { z } from 'zod';
import { AbortableOllama } from './abortable-ollama.ts';

export const ollamaOptions = z.strictObject({
  model: z.string().min(1).describe('Name of a model that the server has: `qwen3:8b`.'),
  url: z.url().default('http://127.0.0.1:11434').describe('Where the server is.'),
  temperature: z.number().min(0).max(2).default(0).describe('0 for the same answer every time.'),
  seed: z.number().int().min(0).default(0).describe('Seed of the sampling, where the temperature is above 0.'),
  contextTokens: z
    .number()
    .int()
    .positive()
    .default(8192)
    .describe('Tokens that question and answer may have together.'),
  maxTokens: z.number().int().positive().optional().describe('Most tokens of an answer.'),
  think: z.boolean().default(false).describe('Let a model that can reason do so before it answers.'),
});

/** A model of an Ollama server. */
export const ollama = defineComponent({
  provides: tokens.ChatModel,
  id: 'ollama',
  description: 'A chat model of an Ollama server.',
  options: ollamaOptions,
  needs: { privacy: tokens.Privacy },
  create: ({
    options: { model, url, temperature, seed, contextTokens, maxTokens, think },
    needs: { privacy },
  }): ChatModel => {
    checkRemote(url, privacy, 'ollama');
    return new AbortableOllama({
      model,
      baseUrl: url,
      temperature,
      seed,
      numCtx: contextTokens,
      think,
      maxRetries: 0,
      ...(maxTokens === undefined ? {} : { numPredict: maxTokens }),
    });
  },
});
