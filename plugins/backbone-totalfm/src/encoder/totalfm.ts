import { biasSpec, gainSpec, layerNorm, linear, weightSpec } from '@totalfm/compute';
import {
  defineComponent,
  tokens,
  voxelCount,
  type OrganVolume,
  type Random,
  type Tensors,
  type Triple,
  type VisionEncoder,
} from '@totalfm/core';
import { huNote, drawFlips, networkErrors, packHu, oneSize } from '@totalfm/networks';
import * as tf from '@tensorflow/tfjs';
import { attentionPooling, attentionPoolingSpecs } from './attention-pooling.ts';
import { createBackbone } from './backbone.ts';
import { maskedVision } from './masked.ts';
import { totalFmOptions, type TotalFmOptions } from './options.ts';
import { publishedTotalFm } from './weights.ts';

/**
 * The image side of the original TotalFM (arXiv 2601.00260): an organ's volume in three windows as patches, a linear stem between
 * norms, learned positions by axis, a transformer, attention pooling, a norm and two linear maps.
 *
 * What is published are these parts and their sizes. Not published, and chosen here: a patch's values run window, z, y, x; blocks
 * are pre-norm with biases and an exact GELU; norms add 1e-6; the pooling's projections have biases, the last map has none.
 */
export function createTotalFm(options: TotalFmOptions, size: Triple): VisionEncoder {
  checkOptions(options, size);
  const { dim, heads, latent, width } = options;
  const voxels = voxelCount(size);
  const backbone = createBackbone(options, size);
  const given = {
    inputs: (batch: number) => ({ hu: { shape: [batch, voxels], dtype: 'float32' as const } }),
    feeds: (volumes: readonly OrganVolume[], augment?: Random) => ({
      hu: packHu(
        volumes,
        size,
        volumes.map(() => drawFlips(augment)),
      ),
    }),
  };
  const encode = (p: Tensors, hu: tf.Tensor) => {
    const embedded = tf.reshape(backbone.embedPatches(p, backbone.patches(hu)), [hu.shape[0], backbone.tokens, dim]);
    return backbone.encode(p, tf.add(embedded, backbone.positions(p)));
  };
  return {
    width,
    size,
    ...given,
    notes: { hu: huNote(size) },
    published: publishedTotalFm(options, size),
    parameters: {
      ...backbone.parameters,
      ...attentionPoolingSpecs(dim),
      'head/norm/gain': gainSpec(dim),
      'head/norm/bias': biasSpec(dim),
      'head/weight': weightSpec(dim, latent),
      'head/bias': biasSpec(latent),
      'projection/weight': weightSpec(latent, width),
    },
    embed(p, { hu }) {
      const pooled = attentionPooling(p, encode(p, hu), heads);
      const normed = layerNorm(pooled, p['head/norm/gain'], p['head/norm/bias']);
      return linear(linear(normed, p['head/weight'], p['head/bias']), p['projection/weight']);
    },
    tokens: {
      width: dim,
      count: backbone.tokens,
      parameters: backbone.parameters,
      encode: (p, { hu }) => encode(p, hu),
    },
    masked: maskedVision(backbone, dim, size, { ...given, encode }),
  };
}

function checkOptions({ patch, dim, heads }: TotalFmOptions, size: Triple): void {
  if (patch.some((n, axis) => size[axis] % n !== 0))
    throw networkErrors.TFM_NETWORK_OPTIONS({
      option: 'vision.patch',
      message: `A patch of ${patch.join(' × ')} voxels does not divide the volumes’ ${size.join(' × ')}.`,
      fix: 'Choose a patch that divides the cutter’s size along every axis: the original takes 192 × 192 × 32 voxels.',
    });
  if (dim % heads !== 0 || dim % 3 !== 0)
    throw networkErrors.TFM_NETWORK_OPTIONS({
      option: 'vision.dim',
      message: `dim ${dim} must be a multiple of heads (${heads}), and of 3, since each axis has a third of the positions.`,
      fix: 'Change `vision.dim` or `vision.heads`.',
    });
}

export const totalFm = defineComponent({
  provides: tokens.VisionEncoder,
  id: 'totalfm',
  description: 'The original TotalFM’s vision transformer over one organ’s volume in three windows.',
  options: totalFmOptions,
  needs: { cutter: tokens.VolumeCutter },
  create: ({ options, needs }) => createTotalFm(options, oneSize(needs.cutter)),
});
