import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { defineComponent, tokens, type ChatModel } from '@totalfm/core';
import { z } from 'zod';
import { ChatLlamaCpp } from './chat-llama-cpp.ts';
import { llamaCppErrors } from './errors.ts';
import { loadNodeLlamaCpp, type NodeLlamaCpp } from './node-llama-cpp.ts';

/** Answers that are worked out together, on more threads or a GPU add up in another order: a close choice of words may differ. */
export const llamaCppOptions = z.strictObject({
  file: z.string().min(1).describe('The GGUF file; relative to the working folder.'),
  contextTokens: z
    .number()
    .int()
    .positive()
    .default(8192)
    .describe('Tokens that question and answer may have together.'),
  parallel: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe('Answers at once; each takes memory for its own context.'),
  gpu: z.boolean().default(true).describe('Use a GPU where node-llama-cpp finds one.'),
  threads: z.number().int().min(1).max(256).default(2).describe('Threads on the CPU.'),
  temperature: z.number().min(0).max(2).default(0).describe('0 for the same answer every time.'),
  seed: z.number().int().min(0).default(0).describe('Seed of the sampling, where the temperature is above 0.'),
  maxTokens: z.number().int().positive().default(4096).describe('Most tokens of an answer.'),
});

/** A GGUF model in this process: no server, no connection. */
export const llamaCpp = defineComponent({
  provides: tokens.ChatModel,
  id: 'llama-cpp',
  description: 'A GGUF model in this process, by node-llama-cpp, whose grammar lets it write valid JSON only.',
  options: llamaCppOptions,
  create: async ({ options }): Promise<ChatModel> => {
    const file = resolve(options.file);
    if (
      !(await stat(file).then(
        (entry) => entry.isFile(),
        () => false,
      ))
    ) {
      throw llamaCppErrors.TFM_LLAMA_CPP_MODEL({
        file,
        component: 'llama-cpp',
        option: 'file',
        message: 'The GGUF file is not there.',
        fix: 'Check the path; it is relative to the working folder.',
      });
    }
    const library = await load();
    const llama = await library
      .getLlama({
        gpu: options.gpu ? 'auto' : false,
        build: 'never',
        maxThreads: options.threads,
        logLevel: 'error',
        progressLogs: false,
      })
      .catch((cause: unknown) => {
        throw missing('node-llama-cpp is installed, but has no binary that runs on this machine.', cause);
      });
    try {
      const model = await llama.loadModel({ modelPath: file });
      const context = await model.createContext({ contextSize: options.contextTokens, sequences: options.parallel });
      return new ChatLlamaCpp(library, llama, context, options) as unknown as ChatModel;
    } catch (cause) {
      await llama.dispose();
      throw llamaCppErrors.TFM_LLAMA_CPP_MODEL({
        file,
        component: 'llama-cpp',
        option: 'file',
        message: `llama.cpp cannot load the model: ${cause instanceof Error ? cause.message : String(cause)}`,
        fix: 'See that the file is whole, and that it and its context fit into memory (`contextTokens`, `parallel`).',
        cause,
      });
    }
  },
});

async function load(): Promise<NodeLlamaCpp> {
  try {
    return await loadNodeLlamaCpp();
  } catch (cause) {
    throw missing('The package node-llama-cpp is not installed.', cause);
  }
}

const missing = (message: string, cause: unknown) =>
  llamaCppErrors.TFM_LLAMA_CPP_MISSING({
    component: 'llama-cpp',
    message,
    fix: 'Install it beside TotalFM: `npm install node-llama-cpp@3.21.1` (some 700 MB with its CUDA part).',
    cause,
  });
