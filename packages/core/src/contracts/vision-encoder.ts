import type { Tensor } from '@tensorflow/tfjs';
import type { OrganVolume } from '../domain/organ-volume.ts';
import type { Triple } from '../domain/triple.ts';
import type { Random } from '../random.ts';
import type { PublishedWeights } from './published-weights.ts';
import type { Feeds, InputSpecs, ParameterSpecs, Tensors } from './tensor-program.ts';

/** Organ volumes → vectors, as a tensor program in tfjs ops. */
export interface VisionEncoder {
  /** Length of the embedding that `embed` returns. */
  readonly width: number;
  /** Voxels (x, y, z) of the organ volumes that it takes; absent where they may have any size. */
  readonly size?: Triple;
  readonly parameters: ParameterSpecs;
  inputs(batch: number): InputSpecs;
  /** What each input is (units, axes, values of its own), for whoever feeds an exported file. */
  readonly notes?: Readonly<Record<string, string>>;
  /**
   * The same encoder for volumes with as few tokens as these: its inputs have room for no more than the largest of them needs, of a
   * few rooms that it has; parameters and vectors are the same. It is for embedding alone: `tokens` and `masked` are not asked of it.
   * Absent: all volumes take the same room.
   */
  fitting?(volumes: readonly OrganVolume[]): VisionEncoder;
  /**
   * The same encoder for training: the volumes of a batch share rows of tokens, so that none pays for the size of the largest. Volumes of a
   * batch that has more tokens than room lose some of theirs, drawn at random.
   */
  sharing?(): VisionEncoder;
  /** Packs volumes (HU, organ, physical size) into arrays. `augment` flips or jitters, in training only. */
  feeds(volumes: readonly OrganVolume[], augment?: Random): Feeds;
  /** [batch, width]; not normalised. */
  embed(parameters: Tensors, inputs: Tensors): Tensor;
  /** What a reader of tokens needs (a Q-Former); undefined for encoders that have but one vector to show. */
  readonly tokens?: VisionTokens;
  /** Weights of its authors; undefined for encoders that are trained here. */
  readonly published?: PublishedWeights;
  /** What masked pretraining needs; undefined for encoders that cannot be pre-trained so. */
  readonly masked?: MaskedVision;
}

/** An organ volume as its tokens, before they become one vector. */
export interface VisionTokens {
  /** Length of a token. */
  readonly width: number;
  /** Tokens a volume, summaries included. */
  readonly count: number;
  /** The encoder's parameters that `encode` reads. */
  readonly parameters: ParameterSpecs;
  /**
   * [batch, count, width], after the last norm. Each token always stands for the same place or summary of a volume; zeros stand for
   * places that the encoder leaves out.
   */
  encode(parameters: Tensors, inputs: Tensors): Tensor;
}

/** The patches of a vision encoder: what VideoMAE masks and rebuilds. */
export interface MaskedVision {
  /** Tokens along (x, y, z), x fastest in the token order. */
  readonly grid: Triple;
  readonly tokenWidth: number;
  /** The encoder's parameters that `encodeVisible` reads: what masked pretraining trains. */
  readonly parameters: ParameterSpecs;
  /** Length of a reconstruction target: every voxel of a patch in every window. */
  readonly patchLength: number;
  /** Inputs of `encodeVisible` for `visible` tokens a volume. */
  inputs(batch: number, visible: number): InputSpecs;
  /** `order` holds each volume's token indices, the visible ones first. */
  feeds(volumes: readonly OrganVolume[], order: readonly Int32Array[], visible: number): Feeds;
  /** Encoded visible tokens, [batch, visible, tokenWidth], after the last norm. */
  encodeVisible(parameters: Tensors, inputs: Tensors): Tensor;
  /** Windowed voxels of the masked patches, [batch, masked, patchLength], in the order of `order`. */
  targets(inputs: Tensors): Tensor;
}
