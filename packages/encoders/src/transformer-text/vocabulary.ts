import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { encoderErrors } from '../errors.ts';
import { trainTokenizer } from './train-tokenizer.ts';

/** Ids 0 and 1 are padding and unknown; the vocabulary's own ids follow. */
export const PADDING = 0;
export const UNKNOWN = 1;
const RESERVED = 2;

/**
 * Trains byte-pair encoding on lower-cased words, and keeps the most frequent merges until `size` entries. (BPE, not
 * WordPiece: the trainer's WordPiece gives its entries in another order each time.) Returns a `tokenizer.json`.
 */
export async function trainVocabulary(texts: readonly string[], size: number): Promise<Uint8Array> {
  if (texts.length === 0) {
    throw encoderErrors.TFM_VOCABULARY_EMPTY({
      message: 'No training pair has a sentence.',
      fix: 'Check the reports of the training exams, and what the parser found in them (`totalfm inspect`).',
    });
  }
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-vocabulary-'));
  try {
    const corpus = join(dir, 'texts.txt');
    await writeFile(corpus, texts.map((text) => text.replace(/\s+/g, ' ')).join('\n'));
    const out = join(dir, 'tokenizer.json');
    await trainTokenizer(corpus, out);
    const trained = JSON.parse(await readFile(out, 'utf8')) as TokenizerJson;
    return new TextEncoder().encode(JSON.stringify(shrink(trained, size)));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface TokenizerJson {
  model: { vocab: Record<string, number>; merges: Array<string | [string, string]>; unk_token?: string | null };
}

function shrink(tokenizer: TokenizerJson, size: number): TokenizerJson {
  const entries = Object.entries(tokenizer.model.vocab).sort((a, b) => a[1] - b[1]);
  const letters = entries.length - tokenizer.model.merges.length;
  const kept = Math.max(letters, Math.min(entries.length, size - RESERVED));
  return {
    ...tokenizer,
    model: {
      ...tokenizer.model,
      vocab: Object.fromEntries(entries.slice(0, kept)),
      merges: tokenizer.model.merges.slice(0, kept - letters),
    },
  };
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
