import type { TokenizerJson } from './tokenizer-json.ts';

/** A special token in `tokenizer_config.json` or `special_tokens_map.json`: its text, or an object with it. */
export type SpecialToken = string | { readonly content?: string } | null | undefined;

export const specialText = (special: SpecialToken): string | undefined =>
  typeof special === 'string' ? special : (special?.content ?? undefined);

/** The id of a token of this text; undefined where there is none. */
export const idOfToken = ({ added_tokens: added, model }: TokenizerJson, text: string): number | undefined =>
  added?.find(({ content }) => content === text)?.id ?? model?.vocab?.[text];
