/** One turn of a conversation, as chat templates take it. */
export interface ChatTurn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Texts ↔ token ids of a language model. The same text gives the same ids. */
export interface Tokenizer {
  /** Every id is below it. */
  readonly size: number;
  /** What a text begins with; undefined for a model that was trained without. */
  readonly begin?: number;
  /** Any of these ends a text; at least one. */
  readonly ends: readonly number[];
  /** Fills rows of a batch up; its embedding is never looked at. */
  readonly padding: number;
  /** Ids of a text alone: nothing is put before or behind it, and what looks like a special token is one. */
  encode(text: string): readonly number[];
  /** The text of ids, special tokens left out. */
  decode(ids: readonly number[]): string;
  /** The text that stands for a conversation, up to where the assistant's next answer begins. Undefined without a chat template. */
  chat?(turns: readonly ChatTurn[]): string;
}
