import type { Tensor } from '@tensorflow/tfjs';
import type { ParameterSpecs, ParameterValues, Tensors } from './tensor-program.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A causal language model before its vocabulary is known. */
export interface LanguageModel {
  /** Length of a token's embedding, as {@link LoadedLanguageModel.width}. */
  readonly width: number;
  /** Learns the vocabulary from training texts; a model of a folder gives the one that it has. The same texts give the same bytes. */
  train(texts: readonly string[]): Promise<Uint8Array>;
  /** The model with a vocabulary that `train` returned. Throws a coded error where the two do not belong together. */
  load(vocabulary: Uint8Array): Promise<LoadedLanguageModel>;
}

/**
 * Tokens, or any vectors of their width → scores of the token that follows, as a tensor program in tfjs ops. Every token sees
 * itself and those before it, so rows of a batch are filled up behind their last token, and what fills them changes nothing
 * before it.
 *
 * Training: `logits(p, forward(p, embeddings).hidden)`. Decoding: `forward` with a past, whose new keys and values are put
 * behind it.
 */
export interface LoadedLanguageModel {
  /** Length of a token's embedding. */
  readonly width: number;
  /** Scores of `logits`; ids of the tokenizer are below it. */
  readonly vocabulary: number;
  /** Longest sequence, in tokens. */
  readonly context: number;
  /** What a cache of it holds. */
  readonly cache: CacheShape;
  readonly parameters: ParameterSpecs;
  /** Reads the values of a model that was trained elsewhere; absent for one that starts from scratch. */
  readonly values?: () => Promise<ParameterValues>;
  readonly tokenizer: Tokenizer;
  /** What transformers calls the module of a matrix, so that adapters can be exchanged: `model.layers.0.self_attn.q_proj`. */
  moduleName?(parameter: string): string;
  /** int32 [batch, tokens] → [batch, tokens, width]. */
  embed(parameters: Tensors, ids: Tensor): Tensor;
  /** [batch, tokens, width] → hidden states of the same shape, after the last norm. The positions go on from those of the past. */
  forward(parameters: Tensors, embeddings: Tensor, past?: Past): Decoded;
  /** [..., width] → [..., vocabulary]. */
  logits(parameters: Tensors, hidden: Tensor): Tensor;
}

export interface CacheShape {
  readonly layers: number;
  /** Heads of keys and values. */
  readonly heads: number;
  readonly headDim: number;
}

/** Keys, turned to their positions, and values of tokens, for each layer: [batch, heads, slots, headDim] each. */
export interface KeysAndValues {
  readonly keys: readonly Tensor[];
  readonly values: readonly Tensor[];
}

/** Tokens that went before. The token at position i lies in slot i. */
export interface Past extends KeysAndValues {
  /** Filled slots of each row, int32 [batch]: also the position of its first new token. What lies in others is not looked at. */
  readonly lengths: Tensor;
}

/** Keys and values are those of the new tokens: their slots are the new ones alone. */
export interface Decoded extends KeysAndValues {
  readonly hidden: Tensor;
}
