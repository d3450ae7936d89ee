import { byteAlphabet } from './byte-alphabet.ts';
import { tokenizerErrors } from './errors.ts';
import { encodeTokenizer } from './tokenizer-file.ts';
import { trainBytePairs } from './train-byte-pairs.ts';

/** Ids that are no text: filling, and the first and last token of one. */
const specials = ['<pad>', '<s>', '</s>'] as const;

/**
 * Trains a tokenizer of at most `size` entries that can write any text: 256 bytes, and the first merges of byte pairs. The same
 * texts give the same bytes. Throws `TFM_TOKENIZER_EMPTY`, or `TFM_TOKENIZER_SIZE` where the bytes have no room.
 */
export async function trainByteLevel(texts: readonly string[], size: number): Promise<Uint8Array> {
  if (texts.every((text) => text.trim() === ''))
    throw tokenizerErrors.TFM_TOKENIZER_EMPTY({
      message: 'There is no text to learn a vocabulary from.',
      fix: 'Check the reports of the training exams, and what the parser found in them (`totalfm inspect`).',
    });
  const letters = [...specials, ...byteAlphabet()];
  if (size < letters.length)
    throw tokenizerErrors.TFM_TOKENIZER_SIZE({
      option: 'vocabulary',
      message: `A vocabulary of ${size} entries has no room for the 256 bytes and ${specials.length} special tokens.`,
      fix: `Give it at least ${letters.length} entries.`,
    });
  const trained = await trainBytePairs(texts, 'bytes');
  const merges = trained.model.merges.slice(0, size - letters.length);
  const joined = merges.map((merge) => (typeof merge === 'string' ? merge.split(' ') : merge).join(''));
  const vocab = Object.fromEntries([...new Set([...letters, ...joined])].map((entry, id) => [entry, id]));
  const special = (content: string, id: number) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  return encodeTokenizer({
    tokenizer: {
      ...trained,
      added_tokens: specials.map(special),
      decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      model: { ...trained.model, vocab, merges },
    },
    padding: 0,
    begin: 1,
    ends: [2],
  });
}
