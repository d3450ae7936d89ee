import * as tf from '@tensorflow/tfjs';
import type { Tensors } from '@totalfm/core';
import { gelu, geluTanh, linear, rmsNorm, silu } from '@totalfm/compute';
import { selfAttention, type AttentionInputs } from './self-attention.ts';

export type BlockInputs = Omit<AttentionInputs, 'past'>;

const activations = { silu, gelu, 'gelu-tanh': geluTanh } as const;

/** One pre-norm block on [batch, tokens, dim], and the keys and values that it made. */
export function llamaBlock(
  p: Tensors,
  path: string,
  x: tf.Tensor,
  inputs: AttentionInputs,
): { readonly x: tf.Tensor; readonly key: tf.Tensor; readonly value: tf.Tensor } {
  const { activation, epsilon } = inputs.config;
  const layer = (name: string, of: tf.Tensor) => linear(of, p[`${path}${name}/weight`], p[`${path}${name}/bias`]);
  const { mixed, key, value } = selfAttention(
    p,
    `${path}attention/`,
    rmsNorm(x, p[`${path}norm0/gain`], epsilon),
    inputs,
  );
  const attended = tf.add(x, layer('attention/out', mixed));
  const normed = rmsNorm(attended, p[`${path}norm1/gain`], epsilon);
  const hidden = tf.mul(activations[activation](layer('mlp/gate', normed)), layer('mlp/up', normed));
  return { x: tf.add(attended, layer('mlp/down', hidden)), key, value };
}
