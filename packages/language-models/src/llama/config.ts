/** What one layer has of its own. */
export interface LlamaLayer {
  /** False: its tokens know no positions but by the causal order (NoPE). */
  readonly rotary: boolean;
  /** A token sees itself and `window` − 1 before it; undefined: all before it. */
  readonly window?: number;
}

/** A causal decoder of the llama family (Touvron et al. 2023), and what its relatives change. */
export interface LlamaConfig {
  readonly vocabulary: number;
  readonly dim: number;
  readonly heads: number;
  /** Heads of keys and values; each serves heads / kvHeads queries (Ainslie et al. 2023). */
  readonly kvHeads: number;
  readonly headDim: number;
  /** Width of the gated MLP (Shazeer 2020). */
  readonly hidden: number;
  /** Longest sequence, in tokens. */
  readonly context: number;
  readonly layers: readonly LlamaLayer[];
  /** Angle of each of headDim / 2 pairs between neighbouring positions, in radians. */
  readonly frequencies: readonly number[];
  /** Added to mean squares before their root. */
  readonly epsilon: number;
  readonly activation: 'silu' | 'gelu' | 'gelu-tanh';
  readonly biases: { readonly qkv: boolean; readonly out: boolean; readonly mlp: boolean };
  /** Queries and keys are normalised, head by head (Qwen3). */
  readonly qkNorm: boolean;
  /** The table of embeddings is also the last matrix. */
  readonly tied: boolean;
  /** Embeddings are this many times their table (Gemma: √dim). */
  readonly embeddingScale: number;
}
