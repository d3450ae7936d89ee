import { embeddingLookup } from '@totalfm/compute';
import type { Feeds, InputSpecs, MaskedVision, OrganVolume, Tensors, Triple } from '@totalfm/core';
import { gridMasking, meanAndMaximum, PLACE } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import type { Backbone } from './backbone.ts';

interface Given {
  inputs(batch: number): InputSpecs;
  feeds(volumes: readonly OrganVolume[]): Feeds;
  /** [batch, tokens, dim] of whole volumes. */
  encode(parameters: Tensors, hu: tf.Tensor): tf.Tensor;
}

/** Masked pretraining (VideoMAE): some patches are encoded, the voxels of the others are what is to be rebuilt. */
export function maskedVision(backbone: Backbone, dim: number, size: Triple, given: Given): MaskedVision {
  const { grid, patchLength, parameters } = backbone;
  const { inputs, feeds, encode } = given;
  return {
    tokenWidth: dim,
    patchLength,
    placeLength: PLACE,
    parameters,
    whole: { width: 2 * dim, size, parameters, inputs, feeds, embed: (p, { hu }) => meanAndMaximum(encode(p, hu)) },
    masking: (ratio) => ({
      ...gridMasking(grid, ratio, given),
      encodeVisible(p, { hu, visibleRows, visiblePositions }) {
        const patches = tf.gather(backbone.patches(hu), visibleRows as tf.Tensor1D);
        const embedded = tf.reshape(backbone.embedPatches(p, patches), [...visiblePositions.shape, dim]);
        return backbone.encode(p, tf.add(embedded, embeddingLookup(backbone.positions(p), visiblePositions)));
      },
      targets: ({ hu, maskedRows }) =>
        tf.reshape(tf.gather(backbone.patches(hu), maskedRows as tf.Tensor1D), [hu.shape[0], -1, patchLength]),
    }),
  };
}
