import { join } from 'node:path';
import {
  encodeTokenizer,
  idOfToken,
  specialText,
  type SpecialToken,
  type TokenizerFile,
  type TokenizerJson,
} from '@totalfm/tokenizers';
import { languageModelErrors } from '../errors.ts';
import type { RawConfig } from './raw-config.ts';
import { readOptionalText, readText } from './read-text.ts';

interface TokenizerConfig {
  readonly bos_token?: SpecialToken;
  readonly eos_token?: SpecialToken;
  readonly pad_token?: SpecialToken;
  readonly unk_token?: SpecialToken;
  readonly chat_template?: string | readonly { readonly name: string; readonly template: string }[];
}

const listOf = (ids: number | readonly number[] | null | undefined) => (ids == null ? [] : ([ids].flat() as number[]));

/**
 * A folder's tokenizer as one file: `tokenizer.json`, its special tokens and its chat template, from wherever releases of
 * transformers kept them. What ends a text is what `generation_config.json` says, or else `config.json`, or the tokenizer.
 */
export async function readTokenizer(folder: string, raw: RawConfig): Promise<Uint8Array> {
  const file = join(folder, 'tokenizer.json');
  const tokenizer = parse<TokenizerJson>(await readText(file), file);
  const optional = async <T extends object>(name: string): Promise<Partial<T>> => {
    const text = await readOptionalText(join(folder, name));
    return text === undefined ? {} : parse<T>(text, join(folder, name));
  };
  const config = await optional<TokenizerConfig>('tokenizer_config.json');
  const generation = await optional<Pick<RawConfig, 'eos_token_id'>>('generation_config.json');
  const idOf = (special: SpecialToken) => {
    const text = specialText(special);
    return text === undefined ? undefined : idOfToken(tokenizer, text);
  };
  const own = idOf(config.eos_token);
  const ends = new Set([...listOf(generation.eos_token_id ?? raw.eos_token_id), ...(own === undefined ? [] : [own])]);
  if (ends.size === 0)
    throw languageModelErrors.TFM_LM_TOKENIZER({
      file,
      message: 'Neither the tokenizer nor config.json say which token ends a text.',
      fix: 'Give config.json an `eos_token_id`.',
    });
  const begin = idOf(config.bos_token) ?? listOf(raw.bos_token_id)[0];
  const padding = idOf(config.pad_token) ?? listOf(raw.pad_token_id)[0] ?? [...ends][0];
  const template = (await readOptionalText(join(folder, 'chat_template.jinja'))) ?? templateOf(config);
  return encodeTokenizer({ tokenizer, begin, ends: [...ends], padding, ...chatOf(template, config) });
}

function parse<T>(text: string, file: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw languageModelErrors.TFM_LM_TOKENIZER({
      file,
      message: 'The file is not JSON.',
      fix: 'Download it again, as the model’s authors wrote it.',
      cause,
    });
  }
}

function templateOf({ chat_template: template }: Partial<TokenizerConfig>): string | undefined {
  if (typeof template === 'string' || template === undefined) return template;
  return template.find(({ name }) => name === 'default')?.template;
}

function chatOf(template: string | undefined, config: Partial<TokenizerConfig>): Pick<TokenizerFile, 'chat'> {
  if (template === undefined) return {};
  const names = (['bos_token', 'eos_token', 'pad_token', 'unk_token'] as const).flatMap((name) => {
    const text = specialText(config[name]);
    return text === undefined ? [] : [[name, text] as const];
  });
  return { chat: { template, names: Object.fromEntries(names) } };
}
