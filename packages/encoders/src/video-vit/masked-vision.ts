import { embeddingLookup } from '@totalfm/compute';
import type { Feeds, MaskedVision } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import type { Backbone } from './backbone.ts';
import { windowBounds, type VideoVitOptions } from './options.ts';
import { patchify, type PatchPlan } from './patch-order.ts';
import type { VolumeInputs } from './volume-inputs.ts';
import { applyWindows } from './windows.ts';

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
    inputs: (batch, visible) => ({
      ...inputs(batch),
      visibleRows: { shape: [batch * visible], dtype: 'int32' },
      visiblePositions: { shape: [batch, visible], dtype: 'int32' },
      maskedRows: { shape: [batch * (plan.tokens - visible)], dtype: 'int32' },
    }),
    feeds: (volumes, order, visible) => ({ ...feeds(volumes), ...maskFeeds(plan, order, visible) }),
    encodeVisible(p, given) {
      const [batch, visible] = given.visiblePositions.shape;
      const tokens = backbone.embedPatches(p, given, visible, given.visibleRows);
      const positions = embeddingLookup(backbone.positions(p), given.visiblePositions);
      return tf.slice(backbone.encode(p, given, tf.add(tokens, positions)), [0, 1, 0], [batch, visible, dim]);
    },
    targets({ hu, maskedRows }) {
      const patches = tf.gather(patchify(hu, plan), maskedRows as tf.Tensor1D);
      return tf.reshape(tf.concat(applyWindows(patches, bounds), 1), [hu.shape[0], -1, patchLength]);
    },
  };
}

function maskFeeds(plan: PatchPlan, order: readonly Int32Array[], visible: number): Feeds {
  const rows = (from: number, to: number) =>
    Int32Array.from(
      order.flatMap((tokens, b) => Array.from(tokens.subarray(from, to), (token) => b * plan.tokens + token)),
    );
  return {
    visibleRows: rows(0, visible),
    visiblePositions: Int32Array.from(order.flatMap((tokens) => Array.from(tokens.subarray(0, visible)))),
    maskedRows: rows(visible, plan.tokens),
  };
}
