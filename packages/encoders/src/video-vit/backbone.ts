import { transformer, transformerSpecs } from '@totalfm/compute';
import type { ParameterSpecs, Tensors } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { createCellReader } from './cells.ts';
import { windowBounds, type VideoVitOptions } from './options.ts';
import { organToken, organTokenSpecs, SCALE_FEATURES } from './organ-token.ts';
import type { PatchPlan } from './patch-order.ts';
import { learnedPositionSpecs, sinCosPositions } from './positions.ts';
import { extremesStem, linearPatchStem } from './stem.ts';

/** From HU to encoded tokens: what masked pretraining trains. */
export interface Backbone {
  readonly parameters: ParameterSpecs;
  /** Tokens of `count` patches a volume, [batch, count, dim]: of all, or of the given rows of them. */
  embedPatches(parameters: Tensors, inputs: Tensors, count: number, rows?: tf.Tensor): tf.Tensor;
  /** A vector for each patch of a volume, [tokens, dim]. */
  positions(parameters: Tensors): tf.Tensor;
  /** [batch, 1 + tokens, dim], the organ's first, after the last norm. */
  encode(parameters: Tensors, inputs: Tensors, tokens: tf.Tensor): tf.Tensor;
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
    return organToken(p, inputs.organ, scale, dim);
  };
  return {
    parameters: {
      ...stem.parameters,
      ...(learned ? learnedPositionSpecs(plan, dim) : {}),
      ...organTokenSpecs(parts, dim),
      ...transformerSpecs('', { dim, depth, heads }),
    },
    embedPatches: (p, inputs, count, rows) =>
      tf.reshape(stem.embed(p, reader.read(inputs, rows)), [inputs.hu.shape[0], count, dim]),
    positions: (p) => (learned ? p.positions : tf.tensor2d(sinCosPositions(plan, dim), [plan.tokens, dim])),
    encode: (p, inputs, tokens) =>
      transformer(p, '', tf.concat([organTokenOf(p, inputs), tokens], 1), { dim, depth, heads }),
  };
}
