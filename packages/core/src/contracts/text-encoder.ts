import type { Tensor } from '@tensorflow/tfjs';
import type { PublishedWeights } from './published-weights.ts';
import type { Feeds, InputSpecs, ParameterSpecs, ParameterValues, Tensors } from './tensor-program.ts';

/** A text encoder before its vocabulary is known. */
export interface TextEncoder {
  /** Length of the embedding, as {@link LoadedTextEncoder.width}. */
  readonly width: number;
  /** Learns the vocabulary from training texts; an encoder of a folder gives the one that it has. The same texts give the same bytes. */
  train(texts: readonly string[]): Promise<Uint8Array>;
  /** The encoder with a vocabulary that `train` returned. */
  load(vocabulary: Uint8Array): Promise<LoadedTextEncoder>;
}

/** Texts → vectors, as a tensor program in tfjs ops. */
export interface LoadedTextEncoder {
  readonly width: number;
  readonly parameters: ParameterSpecs;
  /** Weights of its authors; undefined for encoders that are trained here. */
  readonly published?: PublishedWeights;
  /** Reads the values of an encoder that was trained elsewhere, of all parameters or some; absent for one that starts from scratch. */
  readonly values?: () => Promise<ParameterValues>;
  inputs(batch: number): InputSpecs;
  /** What each input is (special values), for whoever feeds an exported file. */
  readonly notes?: Readonly<Record<string, string>>;
  /**
   * The same encoder for texts as short as these: its inputs have room for fewer tokens, of a few lengths that it has; parameters and
   * vectors are the same. Absent: all texts take the same room.
   */
  fitting?(texts: readonly string[]): LoadedTextEncoder;
  /**
   * The same encoder for training: the texts of a batch share rows of tokens, so that none pays for the length of the longest. Texts of a
   * batch that has more tokens than room are cut.
   */
  sharing?(): LoadedTextEncoder;
  /** Tokenizes; a text longer than the encoder's limit is cut at the end. */
  feeds(texts: readonly string[]): Feeds;
  /** [batch, width]; not normalised. */
  embed(parameters: Tensors, inputs: Tensors): Tensor;
}
