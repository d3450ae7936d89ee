import { join } from 'node:path';
import type { LanguageModel } from '@totalfm/core';
import { withTokenizer } from '../with-tokenizer.ts';
import { llamaConfigOf } from './llama-config.ts';
import { parseConfig } from './raw-config.ts';
import { readText } from './read-text.ts';
import { readTokenizer } from './read-tokenizer.ts';
import { readValues } from './read-values.ts';
import { createLlama } from '../llama/llama.ts';

/**
 * A model from a folder as Hugging Face writes it. Its weights are read when `values` is asked for, and its vocabulary is the
 * folder's, whatever texts it is trained on.
 */
export async function openFolder(folder: string): Promise<LanguageModel> {
  const file = join(folder, 'config.json');
  const raw = parseConfig(await readText(file), file);
  const { config, family } = llamaConfigOf(raw, file);
  const program = createLlama(config);
  return {
    width: config.dim,
    train: () => readTokenizer(folder, raw),
    load: async (vocabulary) =>
      withTokenizer(program, vocabulary, {
        file: join(folder, 'tokenizer.json'),
        values: () => readValues(folder, program.parameters, family.gainOffset),
      }),
  };
}
