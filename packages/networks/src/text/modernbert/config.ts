import type { Activation } from '../activations.ts';

/** What one layer has of its own. */
export interface ModernBertLayer {
  /** Tokens that it sees to either side of one; undefined: all. */
  readonly reach?: number;
  /** Base of its rotary positions. */
  readonly base: number;
}

/** An encoder with norms before its branches, rotary positions and gated MLPs (Warner et al. 2024). */
export interface ModernBertConfig {
  readonly vocabulary: number;
  readonly dim: number;
  readonly heads: number;
  /** Width of the gated MLP. */
  readonly hidden: number;
  /** Longest text, in tokens. */
  readonly context: number;
  readonly layers: readonly ModernBertLayer[];
  readonly epsilon: number;
  readonly activation: Activation;
  readonly biases: { readonly attention: boolean; readonly mlp: boolean; readonly norm: boolean };
}
