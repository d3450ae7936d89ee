import { attention, gainSpec, layerNorm, linear, weightSpec } from '@totalfm/compute';
import type { ParameterSpec, Tensors } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { EPSILON } from './epsilon.ts';

export interface CosineAttentionShape {
  readonly dim: number;
  readonly heads: number;
  readonly headDim: number;
}

/** Cosines are this many times as large before the softmax. */
const SCALE = 8;

/** Attention weights that are made at once: what fits a processor's cache is faster, and the whole would be the largest tensor. */
const MOST_WEIGHTS = 1 << 22;

export function cosineAttentionSpecs(
  path: string,
  { dim, heads, headDim }: CosineAttentionShape,
): Record<string, ParameterSpec> {
  const inner = heads * headDim;
  return {
    [`${path}norm/gain`]: gainSpec(dim),
    [`${path}query/weight`]: weightSpec(dim, inner),
    [`${path}key/weight`]: weightSpec(dim, inner),
    [`${path}value/weight`]: weightSpec(dim, inner),
    [`${path}query/scale`]: gainSpec(headDim),
    [`${path}key/scale`]: gainSpec(headDim),
    [`${path}out/weight`]: weightSpec(inner, dim),
  };
}

/**
 * Attention by cosine, [rows, tokens, dim] → the same shape; `bias` [1, heads, tokens, tokens] is added to the scores. Queries are
 * of normed tokens, keys and values of tokens as they come: so the official code does it, since it takes them before its norm.
 */
export function cosineAttention(
  p: Tensors,
  path: string,
  x: tf.Tensor,
  { heads, headDim, bias }: CosineAttentionShape & { readonly bias?: tf.Tensor },
): tf.Tensor {
  const [rows, tokens] = x.shape;
  const byHead = (projected: tf.Tensor) =>
    tf.transpose(tf.reshape(projected, [rows, tokens, heads, headDim]), [0, 2, 1, 3]);
  const normed = layerNorm(x, p[`${path}norm/gain`], tf.zerosLike(p[`${path}norm/gain`]), EPSILON);
  // Both learned scales and the fixed one are one factor of the queries; `attention` divides by √headDim.
  const scale = tf.mul(tf.mul(p[`${path}query/scale`], p[`${path}key/scale`]), SCALE * Math.sqrt(headDim));
  const query = tf.mul(unitRows(byHead(linear(normed, p[`${path}query/weight`]))), scale);
  const key = unitRows(byHead(linear(x, p[`${path}key/weight`])));
  const value = byHead(linear(x, p[`${path}value/weight`]));
  const mixed = tf.transpose(attendInParts({ query, key, value }, bias), [0, 2, 1, 3]);
  return linear(tf.reshape(mixed, [rows, tokens, heads * headDim]), p[`${path}out/weight`]);
}

/** Rows of length 1 along the last axis. */
function unitRows(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), -1, true), 1e-24)));
}

interface Attended {
  readonly query: tf.Tensor;
  readonly key: tf.Tensor;
  readonly value: tf.Tensor;
}

/** Attention over [rows, heads, tokens, headDim], some rows at a time. */
function attendInParts({ query, key, value }: Attended, bias?: tf.Tensor): tf.Tensor {
  const [rows, heads, tokens] = query.shape;
  const most = Math.max(1, Math.floor(MOST_WEIGHTS / (heads * tokens * tokens)));
  if (rows <= most) return attention(query, key, value, { bias });
  const sizes = Array.from({ length: Math.ceil(rows / most) }, (_, part) => Math.min(most, rows - part * most));
  const [queries, keys, values] = [query, key, value].map((whole) => tf.split(whole, sizes, 0));
  return tf.concat(
    sizes.map((_, part) => attention(queries[part], keys[part], values[part], { bias })),
    0,
  );
}
