import { embeddingLookup } from '@totalfm/compute';
import type { Feeds, InputSpecs, MaskedVision, OrganVolume } from '@totalfm/core';
import { maskFeeds, maskInputs } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import type { Backbone } from './backbone.ts';

interface Given {
  inputs(batch: number): InputSpecs;
  feeds(volumes: readonly OrganVolume[]): Feeds;
}

/** Masked pretraining (VideoMAE): some patches are encoded, the voxels of the others are what is to be rebuilt. */
export function maskedVision(backbone: Backbone, dim: number, given: Given): MaskedVision {
  const { grid, tokens, patchLength, parameters } = backbone;
  return {
    grid,
    tokenWidth: dim,
    parameters,
    patchLength,
    inputs: (batch, visible) => ({ ...given.inputs(batch), ...maskInputs(batch, tokens, visible) }),
    feeds: (volumes, order, visible) => ({ ...given.feeds(volumes), ...maskFeeds(tokens, order, visible) }),
    encodeVisible(p, { hu, visibleRows, visiblePositions }) {
      const patches = tf.gather(backbone.patches(hu), visibleRows as tf.Tensor1D);
      const embedded = tf.reshape(backbone.embedPatches(p, patches), [...visiblePositions.shape, dim]);
      return backbone.encode(p, tf.add(embedded, embeddingLookup(backbone.positions(p), visiblePositions)));
    },
    targets: ({ hu, maskedRows }) =>
      tf.reshape(tf.gather(backbone.patches(hu), maskedRows as tf.Tensor1D), [hu.shape[0], -1, patchLength]),
  };
}
