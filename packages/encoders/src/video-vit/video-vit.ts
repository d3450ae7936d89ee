import * as tf from '@tensorflow/tfjs';
import type { AnatomyStructures, OrganVolume, Tensors, Triple, VisionEncoder } from '@totalfm/core';
import { encoderErrors } from '../errors.ts';
import { createBackbone } from './backbone.ts';
import { fittingRoom } from './fitting-room.ts';
import { maskedVision } from './masked-vision.ts';
import type { VideoVitOptions } from './options.ts';
import { organPartNames } from './organ-token.ts';
import { planPatches } from './patch-order.ts';
import { createPooling, type EncodedTokens } from './pooling.ts';
import { presentTokens } from './present-tokens.ts';
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
    const stem = backbone.embedPatches(p, inputs);
    const [batch, count] = stem.shape;
    const present = options.tokens === 'organ' ? presentTokens(inputs, plan) : undefined;
    const placed = tf.add(stem, backbone.positions(p, inputs));
    // What is left out is zero from the start: not even a trace of attention may depend on it.
    const encoded = backbone.encode(p, inputs, present ? tf.mul(placed, present) : placed, present);
    return {
      organ: tf.reshape(tf.slice(encoded, [0, 0, 0], [batch, 1, dim]), [batch, dim]),
      encoded: tf.slice(encoded, [0, 1, 0], [batch, count, dim]),
      stem,
      present,
    };
  };
  const encoder: VisionEncoder = {
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
        const { encoded, present } = tokens;
        const shown = present ? tf.mul(encoded, present) : encoded;
        return tf.concat([pooling.summaries(p, tokens), inTheirPlaces(shown, inputs, plan.tokens)], 1);
      },
    },
  };
  return {
    ...encoder,
    ...(options.tokens === 'organ' && {
      fitting: (volumes: readonly OrganVolume[]) => ({ ...encoder, ...fittingRoom(given, plan, volumes) }),
    }),
    masked: maskedVision(options, plan, given, backbone),
  };
}

/** Of tokens with less room, [batch, room, dim], each in its place among all, [batch, count, dim]; zeros in the other places. */
function inTheirPlaces(tokens: tf.Tensor, { visiblePositions }: Tensors, count: number): tf.Tensor {
  if (!visiblePositions) return tokens;
  const [batch, room] = tokens.shape;
  const places = tf.oneHot(tf.reshape(visiblePositions, [-1]), count, 1, 0, 'float32');
  return tf.matMul(tf.reshape(places, [batch, room, count]), tokens, true, false);
}

function checkOptions({ patch, dim, heads, positions, tokens, organMask }: VideoVitOptions, size: Triple): void {
  if (tokens === 'organ' && !organMask) {
    throw encoderErrors.TFM_VISION_OPTIONS({
      option: 'vision.tokens',
      message:
        'Tokens of the organ alone were asked for, and without `organMask` the encoder does not see where it is.',
      fix: 'Set `vision.tokens` to all, or `vision.organMask` to true.',
    });
  }
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
