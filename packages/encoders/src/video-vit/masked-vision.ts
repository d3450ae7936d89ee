import type { MaskedVision, Tensors } from '@totalfm/core';
import { applyWindows, gridMasking, meanAndMaximum, PLACE } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import type { Backbone } from './backbone.ts';
import { windowBounds, type VideoVitOptions } from './options.ts';
import { patchify, type PatchPlan } from './patch-order.ts';
import type { VolumeInputs } from './volume-inputs.ts';

/** Masked pretraining: some patches are encoded, the voxels of the others are what is to be rebuilt. */
export function maskedVision(
  { dim, windows }: Pick<VideoVitOptions, 'dim' | 'windows'>,
  plan: PatchPlan,
  given: VolumeInputs,
  backbone: Backbone,
): MaskedVision {
  const bounds = windowBounds(windows);
  const patchLength = plan.voxels * bounds.length;
  const { parameters } = backbone;
  // Of the patches that the inputs name as visible, or of all.
  const encode = (p: Tensors, inputs: Tensors) => {
    const patches = backbone.embedPatches(p, inputs);
    const encoded = backbone.encode(p, inputs, tf.add(patches, backbone.positions(p, inputs)));
    return tf.slice(encoded, [0, 1, 0], patches.shape as [number, number, number]);
  };
  return {
    tokenWidth: dim,
    patchLength,
    placeLength: PLACE,
    parameters,
    whole: {
      width: 2 * dim,
      size: plan.size,
      parameters,
      ...given,
      embed: (p, inputs) => meanAndMaximum(encode(p, inputs)),
    },
    masking: (ratio) => ({
      ...gridMasking(plan.grid, ratio, given),
      encodeVisible: encode,
      targets({ hu, maskedRows }) {
        const patches = tf.gather(patchify(hu, plan), maskedRows as tf.Tensor1D);
        return tf.reshape(tf.concat(applyWindows(patches, bounds), 1), [hu.shape[0], -1, patchLength]);
      },
    }),
  };
}
