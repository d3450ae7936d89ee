/** A `tokenizer.json` as Hugging Face's libraries write it; what is not named here is kept as it is. */
export interface TokenizerJson {
  model: {
    vocab: Record<string, number>;
    merges: Array<string | [string, string]>;
    unk_token?: string | null;
    [more: string]: unknown;
  };
  added_tokens?: Array<{ id: number; content: string; [more: string]: unknown }>;
  [more: string]: unknown;
}

/** The first entries of a trained byte-pair vocabulary: letters, and as many merges as `size` leaves room for. */
export function firstEntries(
  tokenizer: TokenizerJson,
  size: number,
): { vocab: Record<string, number>; merges: TokenizerJson['model']['merges'] } {
  const entries = Object.entries(tokenizer.model.vocab).sort((a, b) => a[1] - b[1]);
  const letters = entries.length - tokenizer.model.merges.length;
  const kept = Math.max(letters, Math.min(entries.length, size));
  return {
    vocab: Object.fromEntries(entries.slice(0, kept)),
    merges: tokenizer.model.merges.slice(0, kept - letters),
  };
}
