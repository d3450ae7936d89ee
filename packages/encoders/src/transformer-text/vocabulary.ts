import { Tokenizer } from '@huggingface/tokenizers';
import { firstEntries, trainBytePairs, type TokenizerJson } from '@totalfm/tokenizers';
import { encoderErrors } from '../errors.ts';

/** Ids 0 and 1 are padding and unknown; the vocabulary's own ids follow. */
export const PADDING = 0;
export const UNKNOWN = 1;
const RESERVED = 2;

/**
 * Trains byte-pair encoding on lower-cased words, and keeps the most frequent merges until `size` entries. Returns a
 * `tokenizer.json`.
 */
export async function trainVocabulary(texts: readonly string[], size: number): Promise<Uint8Array> {
  if (texts.length === 0) {
    throw encoderErrors.TFM_VOCABULARY_EMPTY({
      message: 'No training pair has a sentence.',
      fix: 'Check the reports of the training exams, and what the parser found in them (`totalfm inspect`).',
    });
  }
  const trained = await trainBytePairs(texts, 'letters');
  const model = { ...trained.model, ...firstEntries(trained, size - RESERVED) };
  return new TextEncoder().encode(JSON.stringify({ ...trained, model }));
}

export interface Vocabulary {
  /** Number of ids, padding and unknown included. */
  readonly size: number;
  /** Ids of a text, at most `limit`. */
  encode(text: string, limit: number): number[];
}

export function loadVocabulary(bytes: Uint8Array): Vocabulary {
  let json: TokenizerJson;
  let tokenizer: Tokenizer;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes)) as TokenizerJson;
    tokenizer = new Tokenizer(json as unknown as ConstructorParameters<typeof Tokenizer>[0], {});
  } catch (cause) {
    throw encoderErrors.TFM_VOCABULARY_INVALID({
      message: 'The vocabulary is not a tokenizer.json.',
      fix: 'Restore `vocabulary.json` beside the checkpoint, or train again.',
      cause,
    });
  }
  const size = Math.max(0, ...Object.values(json.model.vocab)) + 1 + RESERVED;
  return {
    size,
    encode(text, limit) {
      const ids = text.trim() === '' ? [] : Array.from(tokenizer.encode(text).ids).slice(0, limit);
      return ids.map((id) => (Number.isInteger(id) ? Number(id) + RESERVED : UNKNOWN));
    },
  };
}
