import { join } from 'node:path';
import { encodeTokenizer, idOfToken, type TokenizerJson } from '@totalfm/tokenizers';
import { textErrors } from '../errors.ts';
import type { SpecialTexts } from '../families.ts';
import { missing, parseJson, readOptional, type TextFolder } from './folder-files.ts';
import { bytePairTokenizer, wordPieceTokenizer } from './older-tokenizers.ts';
import { specialTexts, type TokenizerConfig } from './tokenizer-config.ts';

/**
 * A folder's tokenizer as one file of a checkpoint: `tokenizer.json`, or `vocab.txt`, or `vocab.json` with `merges.txt`, and its
 * special tokens. Throws `TFM_TEXT_MISSING`, `TFM_TEXT_TOKENIZER`.
 */
export async function readTokenizer(folder: TextFolder, family: SpecialTexts): Promise<Uint8Array> {
  const json = async <T extends object>(name: string): Promise<T | undefined> => {
    const text = await readOptional(folder, name);
    return text === undefined ? undefined : parseJson<T>(text, join(folder.path, name));
  };
  const config = {
    ...(await json<TokenizerConfig>('special_tokens_map.json')),
    ...(await json<TokenizerConfig>('tokenizer_config.json')),
  };
  const tokenizer = (await json<TokenizerJson>('tokenizer.json')) ?? (await readOlder(folder, json, config));
  const texts = specialTexts(config, family);
  const idOf = (text: string) => {
    const id = idOfToken(tokenizer, text);
    if (Number.isInteger(id)) return id as number;
    throw textErrors.TFM_TEXT_TOKENIZER({
      file: join(folder.path, 'tokenizer.json'),
      message: `The tokenizer has no token ${text}, which every text of such a model has.`,
      fix: 'Use the tokenizer that the model was trained with.',
    });
  };
  return encodeTokenizer({
    tokenizer,
    begin: idOf(texts.begin),
    ends: [idOf(texts.end)],
    padding: idOf(texts.padding),
  });
}

async function readOlder(
  folder: TextFolder,
  json: (name: string) => Promise<Record<string, number> | undefined>,
  config: TokenizerConfig,
): Promise<TokenizerJson> {
  const words = await readOptional(folder, 'vocab.txt');
  if (words !== undefined) return wordPieceTokenizer(words, config);
  const [vocab, merges] = [await json('vocab.json'), await readOptional(folder, 'merges.txt')];
  if (vocab && merges !== undefined) return bytePairTokenizer(vocab, merges, config);
  throw missing(folder, ['tokenizer.json', 'vocab.txt', 'vocab.json with merges.txt']);
}
