import type { MaskedVision } from '@totalfm/core';
import { applyWindows, maskFeeds, maskInputs } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import type { Backbone } from './backbone.ts';
import { windowBounds, type VideoVitOptions } from './options.ts';
import { patchify, type PatchPlan } from './patch-order.ts';
import type { VolumeInputs } from './volume-inputs.ts';

/** Masked pretraining: some patches are encoded, the voxels of the others are what is to be rebuilt. */
export function maskedVision(
  { dim, windows }: Pick<VideoVitOptions, 'dim' | 'windows'>,
  plan: PatchPlan,
  { inputs, feeds }: VolumeInputs,
  backbone: Backbone,
): MaskedVision {
  const bounds = windowBounds(windows);
  const patchLength = plan.voxels * bounds.length;
  return {
    grid: plan.grid,
    tokenWidth: dim,
    parameters: backbone.parameters,
    patchLength,
    inputs: (batch, visible) => ({ ...inputs(batch), ...maskInputs(batch, plan.tokens, visible) }),
    feeds: (volumes, order, visible) => ({ ...feeds(volumes), ...maskFeeds(plan.tokens, order, visible) }),
    encodeVisible(p, given) {
      const [batch, visible] = given.visiblePositions.shape;
      const tokens = tf.add(backbone.embedPatches(p, given), backbone.positions(p, given));
      return tf.slice(backbone.encode(p, given, tokens), [0, 1, 0], [batch, visible, dim]);
    },
    targets({ hu, maskedRows }) {
      const patches = tf.gather(patchify(hu, plan), maskedRows as tf.Tensor1D);
      return tf.reshape(tf.concat(applyWindows(patches, bounds), 1), [hu.shape[0], -1, patchLength]);
    },
  };
}
