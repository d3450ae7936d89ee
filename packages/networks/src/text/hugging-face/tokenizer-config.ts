import type { SpecialTexts } from '../families.ts';

/** A special token in `tokenizer_config.json` or `special_tokens_map.json`: its text, or an object with it. */
type Special = string | { readonly content?: string } | null | undefined;

/** What is read of `tokenizer_config.json` and `special_tokens_map.json`. */
export interface TokenizerConfig {
  readonly do_lower_case?: boolean;
  readonly strip_accents?: boolean | null;
  readonly tokenize_chinese_chars?: boolean;
  readonly add_prefix_space?: boolean;
  readonly cls_token?: Special;
  readonly sep_token?: Special;
  readonly pad_token?: Special;
  readonly unk_token?: Special;
  readonly mask_token?: Special;
}

/** A special token's text. */
export const textOf = (special: Special): string | undefined =>
  typeof special === 'string' ? special : (special?.content ?? undefined);

/** The special tokens that a text gets, by what the folder says and otherwise by its family. */
export const specialTexts = (config: TokenizerConfig, family: SpecialTexts): SpecialTexts => ({
  begin: textOf(config.cls_token) ?? family.begin,
  end: textOf(config.sep_token) ?? family.end,
  padding: textOf(config.pad_token) ?? family.padding,
});
