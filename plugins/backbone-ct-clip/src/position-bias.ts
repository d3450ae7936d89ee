import { biasSpec, embeddingLookup, linear, weightSpec } from '@totalfm/compute';
import type { ParameterSpec, Tensors } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';

const SLOPE = 0.1;

export function positionBiasSpecs(dim: number, heads: number): Record<string, ParameterSpec> {
  return {
    'bias/layer0/weight': weightSpec(2, dim),
    'bias/layer0/bias': biasSpec(dim),
    'bias/layer1/weight': weightSpec(dim, dim),
    'bias/layer1/bias': biasSpec(dim),
    'bias/out/weight': weightSpec(dim, heads),
    'bias/out/bias': biasSpec(heads),
  };
}

/**
 * The continuous position bias of Swin V2 (Liu et al. 2022) for a grid of rows × columns: a small network of the log-spaced way
 * from one token to another, [1, heads, tokens, tokens]. The network sees each way once, (2 rows − 1)(2 columns − 1) of them, and not
 * one for every pair of tokens.
 */
export function positionBias(p: Tensors, rows: number, columns: number): tf.Tensor {
  const tokens = rows * columns;
  const [down, across] = [ways(rows), ways(columns)];
  const features = down.flatMap((dy) => across.map((dx) => [dy, dx]));
  let hidden: tf.Tensor = tf.tensor2d(features, [features.length, 2]);
  for (const layer of ['bias/layer0', 'bias/layer1'])
    hidden = tf.leakyRelu(linear(hidden, p[`${layer}/weight`], p[`${layer}/bias`]), SLOPE);
  const table = linear(hidden, p['bias/out/weight'], p['bias/out/bias']);
  const ids = tf.tensor1d(wayIds(rows, columns), 'int32');
  const heads = table.shape[1] as number;
  return tf.reshape(tf.transpose(embeddingLookup(table, ids), [1, 0]), [1, heads, tokens, tokens]);
}

/** Ways along an axis from −(n − 1) to n − 1, as sign · ln(1 + |way|). */
const ways = (n: number) =>
  Array.from({ length: 2 * n - 1 }, (_, index) => Math.sign(index - n + 1) * Math.log1p(Math.abs(index - n + 1)));

/** The way from token j to token i, for all i and j. */
function wayIds(rows: number, columns: number): Int32Array {
  const tokens = rows * columns;
  return Int32Array.from({ length: tokens * tokens }, (_, pair) => {
    const [i, j] = [Math.floor(pair / tokens), pair % tokens];
    const dy = Math.floor(i / columns) - Math.floor(j / columns) + rows - 1;
    return dy * (2 * columns - 1) + (i % columns) - (j % columns) + columns - 1;
  });
}
