import type { Tensor } from '@tensorflow/tfjs';
import type { ParameterSpecs, Tensors } from '@totalfm/core';

/** What lies between token ids and hidden states, as a tensor program. Nothing is dropped out. */
export interface TextTrunk {
  /** Width of the hidden states. */
  readonly dim: number;
  /** Ids are below it. */
  readonly vocabulary: number;
  /** Longest text that it has positions for, in tokens, special ones included. */
  readonly context: number;
  readonly parameters: ParameterSpecs;
  /** What transformers calls a parameter of the bare model. */
  torchName(parameter: string): string;
  /**
   * int32 [batch, tokens], and 1 where these are a text's and 0 where they fill a row up behind it, float32 [batch, tokens] →
   * hidden states of the last layer, [batch, tokens, dim]. What fills a row up changes nothing before it.
   */
  encode(parameters: Tensors, ids: Tensor, seen: Tensor): Tensor;
}

/** How far a trunk of a family from scratch reaches. */
export interface TrunkShape {
  readonly vocabulary: number;
  readonly dim: number;
  readonly depth: number;
  readonly heads: number;
  /** Width inside of the MLP; default: what the family has for its width. */
  readonly hidden?: number;
  /** Longest text, in tokens. */
  readonly tokens: number;
  /** Tokens that a local layer sees in all, half of them to either side; of the families that have such layers. */
  readonly window: number;
}
