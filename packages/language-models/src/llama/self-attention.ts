import * as tf from '@tensorflow/tfjs';
import type { Tensors } from '@totalfm/core';
import { attention, attentionOverPast, linear, rmsNorm, rotary } from '@totalfm/compute';
import type { LlamaConfig } from './config.ts';
import type { Sight } from './sight.ts';

export interface AttentionInputs {
  readonly config: LlamaConfig;
  readonly sight: Sight;
  /** Undefined where the layer knows no positions. */
  readonly angles?: { readonly cos: tf.Tensor; readonly sin: tf.Tensor };
  /** The layer's cache: [batch, kvHeads, slots, headDim] each. */
  readonly past?: { readonly key: tf.Tensor; readonly value: tf.Tensor };
}

/**
 * Grouped-query attention of [batch, tokens, dim] → what its heads found, [batch, tokens, heads · headDim], and the new keys and
 * values, [batch, kvHeads, tokens, headDim]. Queries that share a key lie end to end, so that no key is copied.
 */
export function selfAttention(
  p: Tensors,
  path: string,
  x: tf.Tensor,
  { config, sight, angles, past }: AttentionInputs,
): { readonly mixed: tf.Tensor; readonly key: tf.Tensor; readonly value: tf.Tensor } {
  const { heads, kvHeads, headDim, qkNorm, epsilon } = config;
  const [batch, tokens] = x.shape;
  const project = (name: string, count: number) => {
    const projected = linear(x, p[`${path}${name}/weight`], p[`${path}${name}/bias`]);
    const split = tf.reshape(projected, [batch, tokens, count, headDim]);
    return qkNorm && name !== 'v' ? rmsNorm(split, p[`${path}${name}/norm/gain`], epsilon) : split;
  };
  const turn = (of: tf.Tensor) => (angles ? rotary(headsFirst(of), angles) : headsFirst(of));
  const [key, value] = [turn(project('k', kvHeads)), headsFirst(project('v', kvHeads))];
  const query = tf.reshape(turn(project('q', heads)), [batch, kvHeads, (heads / kvHeads) * tokens, headDim]);
  const found = past
    ? attentionOverPast(query, { ...past, bias: sight.past }, { key, value, bias: sight.fresh })
    : attention(query, key, value, { bias: sight.fresh });
  const mixed = headsFirst(tf.reshape(found, [batch, heads, tokens, headDim]));
  return { mixed: tf.reshape(mixed, [batch, tokens, heads * headDim]), key, value };
}

/** [batch, a, b, headDim] → [batch, b, a, headDim], also the way back; one token is only named otherwise. */
function headsFirst(x: tf.Tensor): tf.Tensor {
  const [batch, a, b, headDim] = x.shape;
  return a === 1 || b === 1 ? tf.reshape(x, [batch, b, a, headDim]) : tf.transpose(x, [0, 2, 1, 3]);
}
