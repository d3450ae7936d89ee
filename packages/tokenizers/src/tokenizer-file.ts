import type { TokenizerJson } from './tokenizer-json.ts';

/** All that a language model's tokenizer is made of, as one file of a checkpoint. */
export interface TokenizerFile {
  readonly tokenizer: TokenizerJson;
  readonly begin?: number;
  readonly ends: readonly number[];
  readonly padding: number;
  /** A Jinja template of conversations, and the special tokens that it may name: `bos_token`. */
  readonly chat?: { readonly template: string; readonly names: Readonly<Record<string, string>> };
}

export function encodeTokenizer(file: TokenizerFile): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(file));
}
