import { Template } from '@huggingface/jinja';
import { Tokenizer as Engine } from '@huggingface/tokenizers';
import type { ChatTurn, Tokenizer } from '@totalfm/core';
import { tokenizerErrors } from './errors.ts';
import type { TokenizerFile } from './tokenizer-file.ts';
import type { TokenizerJson } from './tokenizer-json.ts';

/** Opens what `encodeTokenizer` wrote. Throws `TFM_TOKENIZER_INVALID`; `file` is named there. */
export function openTokenizer(bytes: Uint8Array, file?: string): Tokenizer {
  const invalid = (message: string, cause?: unknown) =>
    tokenizerErrors.TFM_TOKENIZER_INVALID({
      file,
      message,
      fix: 'Restore the file as it was downloaded or trained, or train again.',
      cause,
    });
  const parsed = parse(bytes);
  if (!parsed) throw invalid('The tokenizer is not JSON with a vocabulary and the ids of its special tokens.');
  const { tokenizer, begin, ends, padding, chat } = parsed;
  let engine: Engine;
  try {
    engine = new Engine(tokenizer, { clean_up_tokenization_spaces: false });
  } catch (cause) {
    throw invalid('The tokenizer has a part that is not known here.', cause);
  }
  const size = 1 + largestId(tokenizer);
  const outside = [begin ?? 0, padding, ...ends].find((id) => id < 0 || id >= size);
  if (outside !== undefined) throw invalid(`The special token ${outside} is none of the ${size} of the vocabulary.`);
  return {
    size,
    begin,
    ends,
    padding,
    encode: (text) => (text === '' ? [] : engine.encode(text, { add_special_tokens: false }).ids),
    decode: (ids) => (ids.length === 0 ? '' : engine.decode([...ids], { skip_special_tokens: true })),
    ...(chat && { chat: (turns: readonly ChatTurn[]) => render(chat, turns, file) }),
  };
}

function parse(bytes: Uint8Array): TokenizerFile | undefined {
  try {
    const file = JSON.parse(new TextDecoder().decode(bytes)) as TokenizerFile;
    const isId = (id: unknown) => Number.isInteger(id);
    const known =
      typeof file.tokenizer.model.vocab === 'object' &&
      file.ends.length > 0 &&
      [file.padding, ...file.ends].every(isId);
    return known ? file : undefined;
  } catch {
    return undefined;
  }
}

function largestId({ model, added_tokens = [] }: TokenizerJson): number {
  // Unigram models hold a list of pairs.
  const ids = Array.isArray(model.vocab) ? [model.vocab.length - 1] : Object.values(model.vocab);
  return [...ids, ...added_tokens.map(({ id }) => id)].reduce((largest, id) => Math.max(largest, id), 0);
}

function render(
  { template, names }: NonNullable<TokenizerFile['chat']>,
  turns: readonly ChatTurn[],
  file?: string,
): string {
  try {
    return new Template(template).render({ messages: turns, add_generation_prompt: true, ...names });
  } catch (cause) {
    throw tokenizerErrors.TFM_TOKENIZER_CHAT({
      file,
      message: 'The chat template cannot be filled in with these turns.',
      fix: 'Check the template; some take no system turn, or want user and assistant to take turns.',
      cause,
    });
  }
}
