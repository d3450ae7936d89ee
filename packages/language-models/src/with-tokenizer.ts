import type { LoadedLanguageModel } from '@totalfm/core';
import { openTokenizer } from '@totalfm/tokenizers';
import { languageModelErrors } from './errors.ts';

/** A model's program with its tokenizer. Throws `TFM_LM_TOKENIZER` where that has ids without an embedding. */
export function withTokenizer(
  program: Omit<LoadedLanguageModel, 'tokenizer' | 'values'>,
  bytes: Uint8Array,
  { file, values }: { readonly file?: string; readonly values?: LoadedLanguageModel['values'] } = {},
): LoadedLanguageModel {
  const tokenizer = openTokenizer(bytes, file);
  // Embeddings may be more: they are filled up to a round number.
  if (tokenizer.size > program.vocabulary)
    throw languageModelErrors.TFM_LM_TOKENIZER({
      file,
      message: `The tokenizer has ${tokenizer.size} ids; the model has ${program.vocabulary} embeddings.`,
      fix: 'Use the tokenizer that the model was trained with.',
    });
  return { ...program, tokenizer, values };
}
