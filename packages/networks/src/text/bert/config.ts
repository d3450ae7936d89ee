import type { Activation } from '../activations.ts';

/** An encoder with norms behind its branches and a table of positions (Devlin et al. 2019), and what its relatives change. */
export interface BertConfig {
  readonly vocabulary: number;
  readonly dim: number;
  readonly heads: number;
  /** Width inside of the MLP. */
  readonly hidden: number;
  /** Rows of the table of positions. */
  readonly positions: number;
  /** Row of a text's first token: RoBERTa's, and Longformer's, begins behind that of its padding. */
  readonly firstPosition: number;
  /** Rows of the table of token types. A single text is of type 0. */
  readonly types: number;
  /** Tokens that each layer sees to either side of one; undefined: all. Nothing has global attention. */
  readonly reaches: readonly (number | undefined)[];
  readonly epsilon: number;
  readonly activation: Activation;
}
