import { embeddingLookup, transformer, transformerSpecs } from '@totalfm/compute';
import type { ParameterSpecs, Tensors } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { createCellReader } from './cells.ts';
import { windowBounds, type VideoVitOptions } from './options.ts';
import { organToken, organTokenSpecs, SCALE_FEATURES } from './organ-token.ts';
import type { PatchPlan } from './patch-order.ts';
import { attentionBias } from './present-tokens.ts';
import { learnedPositionSpecs, sinCosPositions } from './positions.ts';
import { extremesStem, linearPatchStem } from './stem.ts';

/**
 * From HU to encoded tokens: what masked pretraining trains. A volume's tokens are those of all patches, or of the `count` that the
 * inputs `visibleRows` and `visiblePositions` name.
 */
export interface Backbone {
  readonly parameters: ParameterSpecs;
  /** [batch, count, dim] */
  embedPatches(parameters: Tensors, inputs: Tensors): tf.Tensor;
  /** A vector for the place of each, [count, dim] or [batch, count, dim]. */
  positions(parameters: Tensors, inputs: Tensors): tf.Tensor;
  /** [batch, 1 + count, dim], the organ's first, after the last norm; only tokens that are `present` are attended to. */
  encode(parameters: Tensors, inputs: Tensors, tokens: tf.Tensor, present?: tf.Tensor): tf.Tensor;
}

export function createBackbone(options: VideoVitOptions, plan: PatchPlan, parts: readonly string[]): Backbone {
  const { dim, depth, heads } = options;
  const reader = createCellReader(plan, windowBounds(options.windows), options.organMask);
  const stem =
    options.stem === 'linear'
      ? linearPatchStem(plan, reader.channels, dim)
      : extremesStem(plan, reader.channels, options.organMask, dim);
  const learned = options.positions === 'learned';
  const organTokenOf = (p: Tensors, inputs: Tensors) => {
    const scale = options.physicalSize
      ? inputs.scale
      : tf.mul(inputs.scale, tf.tensor1d([...Array(SCALE_FEATURES - 1).fill(0), 1]));
    return tf.expandDims(organToken(p, inputs.organ, scale), 1);
  };
  return {
    parameters: {
      ...stem.parameters,
      ...(learned ? learnedPositionSpecs(plan, dim) : {}),
      ...organTokenSpecs(parts, dim),
      ...transformerSpecs('', { dim, depth, heads }),
    },
    embedPatches(p, inputs) {
      const count = inputs.visiblePositions?.shape[1] ?? plan.tokens;
      return tf.reshape(stem.embed(p, reader.read(inputs, inputs.visibleRows)), [inputs.hu.shape[0], count, dim]);
    },
    positions(p, { visiblePositions }) {
      const all = learned ? p.positions : tf.tensor2d(sinCosPositions(plan, dim), [plan.tokens, dim]);
      return visiblePositions ? embeddingLookup(all, visiblePositions) : all;
    },
    encode(p, inputs, tokens, present) {
      const bias = present && attentionBias(present);
      return transformer(p, '', tf.concat([organTokenOf(p, inputs), tokens], 1), { dim, depth, heads, bias });
    },
  };
}
