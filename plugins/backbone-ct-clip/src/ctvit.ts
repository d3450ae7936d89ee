import type { ParameterSpec, Tensors, Triple } from '@totalfm/core';
import { cutPatches, linearStem, linearStemSpecs, patchGrid } from '@totalfm/networks';
import { product } from '@totalfm/compute';
import * as tf from '@tensorflow/tfjs';
import { nearestCodes } from './codebook.ts';
import { EPSILON } from './epsilon.ts';
import type { CtClipOptions } from './options.ts';
import { positionBias, positionBiasSpecs } from './position-bias.ts';
import { videoTransformer, videoTransformerSpecs } from './video-transformer.ts';

/** CT-CLIP's encoder of volumes, CTViT: patches, attention within slabs of slices, attention along the slabs, codes. */
export interface CtVit {
  readonly parameters: Record<string, ParameterSpec>;
  readonly grid: Triple;
  /** HU [batch, z · y · x] → tokens before they are quantised, [batch, slabs, x, y, dim]. */
  encode(parameters: Tensors, hu: tf.Tensor): tf.Tensor;
  /** The nearest code of each token, of the same shape; the tokens themselves where the options say so. */
  quantize(parameters: Tensors, tokens: tf.Tensor): tf.Tensor;
}

export function createCtVit(options: CtClipOptions, size: Triple): CtVit {
  const { dim, heads, headDim, patch } = options;
  const grid = patchGrid(size, patch);
  const [columns, rows, slabs] = [grid[1], grid[0], grid[2]];
  const spatial = { dim, heads, headDim, depth: options.spatialDepth };
  const temporal = { ...spatial, depth: options.temporalDepth };
  return {
    grid,
    parameters: {
      ...linearStemSpecs(product(patch), dim),
      ...positionBiasSpecs(dim, heads),
      ...videoTransformerSpecs('spatial/', spatial),
      ...videoTransformerSpecs('temporal/', temporal),
      ...(options.quantize ? { codebook: codebookSpec(options.codebook, dim) } : {}),
    },
    encode(p, hu) {
      const [batch] = hu.shape;
      const video = [batch, slabs, rows, columns];
      const scaled = tf.clipByValue(tf.mul(hu, 1 / 1000), -1, 1);
      const stem = linearStem(p, cutPatches(scaled, size, patch), EPSILON);
      // Their rows run to the left and their columns to the back; ours the other way round.
      const placed = tf.transpose(tf.reshape(stem, [batch, slabs, columns, rows, dim]), [0, 1, 3, 2, 4]);
      const bias = positionBias(p, rows, columns);
      const within = videoTransformer(p, 'spatial/', tf.reshape(placed, [batch * slabs, rows * columns, dim]), {
        ...spatial,
        video,
        bias,
      });
      const bySlab = tf.reshape(within, [batch, slabs, rows * columns, dim]);
      const byPlace = tf.reshape(tf.transpose(bySlab, [0, 2, 1, 3]), [batch * rows * columns, slabs, dim]);
      // Their convolution of positions takes these tokens, of which slabs are neighbours, for [slabs, rows, columns] as they lie:
      // what it mixes are no neighbours in space. The weights were trained so, and it is done the same way here.
      const along = videoTransformer(p, 'temporal/', byPlace, { ...temporal, video });
      return tf.reshape(tf.transpose(tf.reshape(along, [batch, rows * columns, slabs, dim]), [0, 2, 1, 3]), [
        ...video,
        dim,
      ]);
    },
    quantize(p, tokens) {
      if (!options.quantize) return tokens;
      return tf.reshape(nearestCodes(tf.reshape(tokens, [-1, dim]), p.codebook), tokens.shape);
    },
  };
}

/** Codes are of about length 1. */
const codebookSpec = (codes: number, dim: number): ParameterSpec => ({
  shape: [codes, dim],
  initial: { normal: 1 / Math.sqrt(dim) },
  decay: false,
});
