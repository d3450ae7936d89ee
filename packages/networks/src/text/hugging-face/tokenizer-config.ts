import { specialText, type SpecialToken } from '@totalfm/tokenizers';
import type { SpecialTexts } from '../families.ts';

/** What is read of `tokenizer_config.json` and `special_tokens_map.json`. */
export interface TokenizerConfig {
  readonly do_lower_case?: boolean;
  readonly strip_accents?: boolean | null;
  readonly tokenize_chinese_chars?: boolean;
  readonly add_prefix_space?: boolean;
  readonly cls_token?: SpecialToken;
  readonly sep_token?: SpecialToken;
  readonly pad_token?: SpecialToken;
  readonly unk_token?: SpecialToken;
  readonly mask_token?: SpecialToken;
}

/** The special tokens that a text gets, by what the folder says and otherwise by its family. */
export const specialTexts = (config: TokenizerConfig, family: SpecialTexts): SpecialTexts => ({
  begin: specialText(config.cls_token) ?? family.begin,
  end: specialText(config.sep_token) ?? family.end,
  padding: specialText(config.pad_token) ?? family.padding,
});
