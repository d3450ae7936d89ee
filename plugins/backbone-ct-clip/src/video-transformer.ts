import {
  biasSpec,
  depthwiseConv3d,
  gainSpec,
  gelu,
  layerNorm,
  linear,
  scope,
  weightSpec,
  type VolumePadding,
} from '@totalfm/compute';
import type { ParameterSpec, Tensors } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { cosineAttention, cosineAttentionSpecs, type CosineAttentionShape } from './cosine-attention.ts';
import { EPSILON } from './epsilon.ts';

export interface VideoTransformerShape extends CosineAttentionShape {
  readonly depth: number;
}

export interface VideoTransformerOptions extends VideoTransformerShape {
  /** What the tokens are reshaped to for the convolution of positions: [batch, slabs, rows, columns]. */
  readonly video: readonly number[];
  readonly bias?: tf.Tensor;
}

/** Of a block's gated layer: 4 · 2/3 of the width, so that three matrices hold what two would. */
export const hiddenWidth = (dim: number) => Math.floor(4 * (2 / 3) * dim);

export function videoTransformerSpecs(prefix: string, shape: VideoTransformerShape): Record<string, ParameterSpec> {
  const { dim, depth } = shape;
  const hidden = hiddenWidth(dim);
  const specs: Record<string, ParameterSpec> = {};
  for (let block = 0; block < depth; block++) {
    const path = `${prefix}block${block}/`;
    Object.assign(specs, {
      [`${path}position/filter`]: { shape: [3, 3, 3, dim, 1], initial: { normal: 1 / Math.sqrt(27) }, decay: true },
      [`${path}position/bias`]: biasSpec(dim),
      ...cosineAttentionSpecs(`${path}attention/`, shape),
      [`${path}mlp/norm/gain`]: gainSpec(dim),
      [`${path}mlp/norm/bias`]: biasSpec(dim),
      [`${path}mlp/value/weight`]: weightSpec(dim, hidden),
      [`${path}mlp/gate/weight`]: weightSpec(dim, hidden),
      [`${path}mlp/out/weight`]: weightSpec(hidden, dim),
    });
  }
  specs[`${prefix}norm/gain`] = gainSpec(dim);
  return specs;
}

/** [rows, tokens, dim] → the same shape, last norm included. */
export function videoTransformer(
  p: Tensors,
  prefix: string,
  tokens: tf.Tensor,
  { depth, video, ...attended }: VideoTransformerOptions,
): tf.Tensor {
  let x = tokens;
  for (let block = 0; block < depth; block++) {
    x = scope(`${prefix}block${block}`, () => {
      const path = `${prefix}block${block}/`;
      const placed = tf.add(x, videoPosition(p, `${path}position/`, x, video));
      const mixed = tf.add(placed, cosineAttention(p, `${path}attention/`, placed, attended));
      return tf.add(mixed, gated(p, `${path}mlp/`, mixed));
    });
  }
  return layerNorm(x, p[`${prefix}norm/gain`], tf.zerosLike(p[`${prefix}norm/gain`]), EPSILON);
}

/** Slabs see themselves and the two before them. */
const causal: VolumePadding = { before: [2, 1, 1], after: [0, 1, 1] };

/** Positions by a depthwise 3 × 3 × 3 convolution (PEG, Chu et al. 2021), over tokens as they lie in memory. */
function videoPosition(p: Tensors, path: string, x: tf.Tensor, video: readonly number[]): tf.Tensor {
  const convolved = depthwiseConv3d(tf.reshape(x, [...video, x.shape[2] as number]), p[`${path}filter`], causal);
  return tf.reshape(tf.add(convolved, p[`${path}bias`]), x.shape);
}

/** LayerNorm–GEGLU–Linear (Shazeer 2020). */
function gated(p: Tensors, path: string, x: tf.Tensor): tf.Tensor {
  const normed = layerNorm(x, p[`${path}norm/gain`], p[`${path}norm/bias`], EPSILON);
  const hidden = tf.mul(linear(normed, p[`${path}value/weight`]), gelu(linear(normed, p[`${path}gate/weight`])));
  return linear(hidden, p[`${path}out/weight`]);
}
