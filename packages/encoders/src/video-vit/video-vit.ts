import * as tf from '@tensorflow/tfjs';
import type { AnatomyStructures, Tensors, Triple, VisionEncoder } from '@totalfm/core';
import { encoderErrors } from '../errors.ts';
import { createBackbone } from './backbone.ts';
import { maskedVision } from './masked-vision.ts';
import type { VideoVitOptions } from './options.ts';
import { organPartNames } from './organ-token.ts';
import { planPatches } from './patch-order.ts';
import { createPooling, type EncodedTokens } from './pooling.ts';
import { volumeInputs } from './volume-inputs.ts';

/**
 * A video vision transformer over one organ's volume: windows, patches, a stem, an organ token that knows the physical
 * size, transformer blocks, pooling. It takes HU, so its ONNX export does too.
 */
export function createVideoVit(
  options: VideoVitOptions,
  size: Triple,
  organs: AnatomyStructures['organs'],
): VisionEncoder {
  checkOptions(options, size);
  const plan = planPatches(size, options.patch);
  const parts = organPartNames(organs);
  const { dim, width } = options;
  const given = volumeInputs(options, size, parts);
  const backbone = createBackbone(options, plan, parts);
  const pooling = createPooling(options);
  const encode = (p: Tensors, inputs: Tensors): EncodedTokens => {
    const batch = inputs.hu.shape[0];
    const stem = backbone.embedPatches(p, inputs, plan.tokens);
    const encoded = backbone.encode(p, inputs, tf.add(stem, backbone.positions(p)));
    return {
      organ: tf.reshape(tf.slice(encoded, [0, 0, 0], [batch, 1, dim]), [batch, dim]),
      encoded: tf.slice(encoded, [0, 1, 0], [batch, plan.tokens, dim]),
      stem,
    };
  };
  return {
    width,
    size,
    ...given,
    parameters: { ...backbone.parameters, ...pooling.parameters },
    embed: (p, inputs) => pooling.pool(p, encode(p, inputs)),
    tokens: {
      width: dim,
      count: pooling.summaryCount + plan.tokens,
      parameters: { ...backbone.parameters, ...pooling.summaryParameters },
      encode(p, inputs) {
        const tokens = encode(p, inputs);
        return tf.concat([pooling.summaries(p, tokens), tokens.encoded], 1);
      },
    },
    masked: maskedVision(options, plan, given, backbone),
  };
}

function checkOptions({ patch, dim, heads, positions }: VideoVitOptions, size: Triple): void {
  if (patch.some((n, axis) => size[axis] % n !== 0)) {
    throw encoderErrors.TFM_VISION_OPTIONS({
      option: 'vision.patch',
      message: `A patch of ${patch.join(' × ')} voxels does not divide the volumes’ ${size.join(' × ')}.`,
      fix: 'Choose a patch that divides `cutter.size` along every axis.',
    });
  }
  if (dim % heads !== 0 || (positions === 'sin-cos' && dim % 6 !== 0)) {
    throw encoderErrors.TFM_VISION_OPTIONS({
      option: 'vision.dim',
      message: `dim ${dim} must be a multiple of heads (${heads})${positions === 'sin-cos' ? ' and, with sin-cos positions, of 6' : ''}.`,
      fix: 'Change `vision.dim` or `vision.heads`.',
    });
  }
}
