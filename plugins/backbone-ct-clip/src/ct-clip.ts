import { product } from '@totalfm/compute';
import {
  defineComponent,
  tokens,
  voxelCount,
  type ParameterSpec,
  type Triple,
  type VisionEncoder,
} from '@totalfm/core';
import { huNote, networkErrors, packHu, oneSize } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import { createCtVit } from './ctvit.ts';
import { ctClipOptions, type CtClipOptions } from './options.ts';
import { publishedCtClip } from './weights.ts';

/**
 * The image side of CT-CLIP (Hamamci et al. 2024): one volume of a whole CT, 480 × 480 × 240 voxels of 0.75 × 0.75 × 1.5 mm, HU from
 * −1000 to 1000, as its tokens' codes, their mean along the slabs, and one matrix.
 *
 * Its loader knows no orientation. Its data (CT-RATE) are stored with axes to the left, posterior and superior; an array of those
 * is put slices first, so that "height" runs to the left and "width" to the back. Volumes here are LPS, and are turned into that.
 */
export function createCtClip(options: CtClipOptions, size: Triple): VisionEncoder {
  checkOptions(options, size);
  const { dim, width } = options;
  const ctvit = createCtVit(options, size);
  const perSlab = ctvit.grid[0] * ctvit.grid[1];
  const voxels = voxelCount(size);
  const encoded = (p: Parameters<VisionEncoder['embed']>[0], hu: tf.Tensor) => ctvit.quantize(p, ctvit.encode(p, hu));
  return {
    width,
    size,
    parameters: { ...ctvit.parameters, projection: projectionSpec(perSlab * dim, width) },
    inputs: (batch) => ({ hu: { shape: [batch, voxels], dtype: 'float32' } }),
    notes: { hu: huNote(size) },
    published: publishedCtClip(options, size),
    // Their training mirrors nothing.
    feeds: (volumes) => ({ hu: packHu(volumes, size) }),
    embed(p, { hu }) {
      const mean = tf.reshape(tf.mean(encoded(p, hu), 1), [hu.shape[0], perSlab * dim]);
      return tf.matMul(mean as tf.Tensor2D, p.projection as tf.Tensor2D, false, true);
    },
    tokens: {
      width: dim,
      count: product(ctvit.grid),
      parameters: ctvit.parameters,
      encode: (p, { hu }) => tf.reshape(encoded(p, hu), [hu.shape[0], product(ctvit.grid), dim]),
    },
  };
}

/** [width, inputs], as PyTorch has it: the published one holds 604 MB, which are not turned over. */
const projectionSpec = (inputs: number, width: number): ParameterSpec => ({
  shape: [width, inputs],
  initial: { normal: 1 / Math.sqrt(inputs) },
  decay: true,
});

function checkOptions({ patch }: CtClipOptions, size: Triple): void {
  if (patch.every((n, axis) => size[axis] % n === 0)) return;
  throw networkErrors.TFM_NETWORK_OPTIONS({
    option: 'vision.patch',
    message: `A patch of ${patch.join(' × ')} voxels does not divide the volumes’ ${size.join(' × ')}.`,
    fix: 'Choose a patch that divides the cutter’s size along every axis: CT-CLIP takes 480 × 480 × 240 voxels.',
  });
}

export const ctClip = defineComponent({
  provides: tokens.VisionEncoder,
  id: 'ct-clip',
  description: 'CT-CLIP’s image side: CTViT over one volume of a whole CT.',
  options: ctClipOptions,
  needs: { cutter: tokens.VolumeCutter },
  create: ({ options, needs }) => createCtClip(options, oneSize(needs.cutter)),
});
