import { defineComponent, folderContent, tokens } from '@totalfm/core';
import { openFolder } from '../hugging-face/open-folder.ts';
import { llamaFromScratch } from './from-scratch.ts';
import { llamaOptions } from './options.ts';

/** What a folder of a model holds of it. */
const modelFile = /\.(safetensors|json|jinja)$/;

export const llama = defineComponent({
  provides: tokens.LanguageModel,
  id: 'llama',
  description:
    'A causal decoder: from scratch, or from a folder of Llama, Mistral, Qwen2, Qwen3, SmolLM or Gemma as Hugging Face writes it.',
  options: llamaOptions,
  content: ({ folder }) => (folder === undefined ? undefined : folderContent(folder, modelFile)),
  create: async ({ options }) =>
    options.folder === undefined ? llamaFromScratch(options) : openFolder(options.folder),
});
