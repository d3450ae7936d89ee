/** What `peer_models.py` says of a model. */
export interface Expected {
  readonly ids: number[][];
  /** [batch, tokens, vocabulary], end to end. */
  readonly logits: number[];
  readonly prompts: number[][];
  readonly greedy: number[][];
  readonly beams: number[][];
  readonly text: string;
  readonly encoded: number[];
  readonly chat: string;
}

export const families = [
  'llama',
  'llama-biased',
  'llama-tied-llama3',
  'llama-linear',
  'llama-all-heads',
  'mistral-sliding',
  'qwen2',
  'qwen2-sliding',
  'qwen3',
  'smollm3',
  'gemma',
];
