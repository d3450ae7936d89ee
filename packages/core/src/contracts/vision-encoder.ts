import type { Tensor } from '@tensorflow/tfjs';
import type { OrganVolume } from '../domain/organ-volume.ts';
import type { Triple } from '../domain/triple.ts';
import type { Random } from '../random.ts';
import type { PublishedWeights } from './published-weights.ts';
import type { Feeds, InputSpecs, ParameterSpecs, ParameterValues, Tensors } from './tensor-program.ts';

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
   * few rooms that it has; parameters, vectors and `tokens` are the same. It is for embedding and writing: `masked` is not asked of it.
   * Absent: all volumes take the same room.
   */
  fitting?(volumes: readonly OrganVolume[]): VisionEncoder;
  /**
   * The same encoder for training: the volumes of a batch share rows of tokens, so that none pays for the size of the largest. Volumes of a
   * batch that has more tokens than room lose some of theirs, drawn at random. Vectors and `tokens` of the others are the same; `masked` is
   * not asked of it.
   */
  sharing?(): VisionEncoder;
  /**
   * Values that some parameters begin with where nothing has trained them, measured on volumes of training exams: what numbers of each organ
   * are about, and by how much they vary. Absent: all begin as their specs say.
   */
  measured?(volumes: AsyncIterable<OrganVolume>): Promise<ParameterValues>;
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
  readonly tokenWidth: number;
  /** Length of a reconstruction target: every voxel of a patch in every window. */
  readonly patchLength: number;
  /** How many numbers say where a token lies in its volume. */
  readonly placeLength: number;
  /** The encoder's parameters that `encodeVisible` reads: what masked pretraining trains. */
  readonly parameters: ParameterSpecs;
  /** What these parameters, and no others, make of whole volumes: the mean of all tokens beside their maximum, 2 · tokenWidth numbers. */
  readonly whole: VisionEncoder;
  /**
   * Hides this share of each volume's tubes: columns of patches along z, hidden through all slices, so that nothing is copied from the
   * slice above (VideoMAE, Tong et al. 2022).
   */
  masking(ratio: number): Masking;
}

/**
 * A tensor program of volumes of which a part is seen. A volume has at least one visible token and, of two or more, one masked; it may have
 * fewer than there is room for.
 */
export interface Masking {
  /** Room for the tokens of a volume that are seen. */
  readonly visible: number;
  /** Room for those that are to be rebuilt; 0 where the ratio hides nothing of any volume. */
  readonly masked: number;
  inputs(batch: number): InputSpecs;
  /** Draws what is hidden of one volume after the other: parts of a batch, fed in turn, hide what the whole would. */
  feeds(volumes: readonly OrganVolume[], random: Random): Feeds;
  /** Encoded visible tokens, [batch, visible, tokenWidth], after the last norm; anything finite where a volume has none. */
  encodeVisible(parameters: Tensors, inputs: Tensors): Tensor;
  /** Windowed voxels of the masked patches, 0 to 1, [batch, masked, patchLength]. */
  targets(inputs: Tensors): Tensor;
  /** Where tokens lie, the visible ones first, each number about −1 to 1: [batch, visible + masked, placeLength]. */
  places(inputs: Tensors): Tensor;
  /** 1 for tokens that a volume has, 0 for room that it leaves: [batch, visible + masked]. */
  present(inputs: Tensors): Tensor;
}
