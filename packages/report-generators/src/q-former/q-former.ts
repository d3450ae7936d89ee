import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, ParameterSpecs, Tensors } from '@totalfm/core';
import {
  attention,
  biasSpec,
  embeddingLookup,
  gainSpec,
  gelu,
  layerNorm,
  linear,
  scope,
  tableSpec,
  weightSpec,
} from '@totalfm/compute';

export interface QFormerShape {
  readonly dim: number;
  readonly depth: number;
  readonly heads: number;
  /** Learned queries of each organ. */
  readonly queries: number;
  readonly organs: number;
  /** What it reads of an organ volume. */
  readonly tokens: { readonly count: number; readonly width: number };
  /** Width of the language model. */
  readonly width: number;
  /** Findings that it tells apart. */
  readonly findings: number;
  /** Length of the contrastive embedding. */
  readonly embedding: number;
  /** Root mean square of the language model's token embeddings: queries begin as long as words. */
  readonly embeddingRms: number;
}

/** Sides as rows of their table: none, left, right. */
export const sideRows = ['none', 'left', 'right'] as const;

/** What a Q-Former is given of a batch. */
export interface QFormerInputs {
  /** [batch, count, width] */
  readonly tokens: tf.Tensor;
  /** int32 [batch]: rows of organs, and of {@link sideRows}. */
  readonly organ: tf.Tensor;
  readonly side: tf.Tensor;
  /** The volume's place in the contrastive space, [batch, embedding], of length 1. */
  readonly embedding: tf.Tensor;
}

/** What a Q-Former makes of a batch. */
export interface QFormerOutputs {
  /** What the language model reads in the place of words, [batch, queries, width]. */
  readonly queries: tf.Tensor;
  /** Log odds of every finding of the experiment, [batch, findings]. */
  readonly findings: tf.Tensor;
}

/**
 * A querying transformer (BLIP-2, Li et al. 2023): learned queries of the organ and its side look at one another and at the
 * organ's tokens, and become vectors that a language model reads in the place of words. A linear classifier of what they
 * hold, beside the contrastive embedding, tells the findings: it decides what is written of, and teaches the queries to look.
 */
export interface QFormer {
  readonly parameters: ParameterSpecs;
  query(parameters: Tensors, inputs: QFormerInputs): QFormerOutputs;
}

export function createQFormer(shape: QFormerShape): QFormer {
  const { dim, depth, queries, organs, tokens, width, findings } = shape;
  const parameters: Record<string, ParameterSpec> = {
    'queries/organ': tableSpec(organs, queries * dim, 0.5),
    'queries/side': tableSpec(sideRows.length, dim, 0.1),
    'memory/norm/gain': gainSpec(tokens.width),
    'memory/norm/bias': biasSpec(tokens.width),
    'memory/weight': weightSpec(tokens.width, dim),
    'memory/position': tableSpec(tokens.count, dim, 0.1),
    'norm/gain': gainSpec(dim),
    'norm/bias': biasSpec(dim),
    'projection/weight': weightSpec(dim, width, shape.embeddingRms),
    'projection/bias': biasSpec(width),
    'findings/weight': weightSpec(queries * dim, findings),
    'findings/embedding/weight': weightSpec(shape.embedding, findings),
    'findings/bias': biasSpec(findings),
  };
  for (let block = 0; block < depth; block++) Object.assign(parameters, blockSpecs(`block${block}/`, dim, depth));
  return { parameters, query: (p, inputs) => query(p, inputs, shape) };
}

/** Embeddings have length 1: without a gain the first log odds would hardly differ. */
const GAIN = 10;

function query(p: Tensors, { tokens, organ, side, embedding }: QFormerInputs, shape: QFormerShape): QFormerOutputs {
  const { dim, depth, queries } = shape;
  const batch = organ.shape[0] as number;
  const own = tf.reshape(embeddingLookup(p['queries/organ'], organ), [batch, queries, dim]);
  let x = tf.add(own, tf.reshape(embeddingLookup(p['queries/side'], side), [batch, 1, dim]));
  const normed = layerNorm(tokens, p['memory/norm/gain'], p['memory/norm/bias']);
  const memory = tf.add(linear(normed, p['memory/weight']), p['memory/position']);
  for (let block = 0; block < depth; block++)
    x = scope(`qformer/block${block}`, () => qFormerBlock(p, `block${block}/`, { x, memory, heads: shape.heads }));
  const read = layerNorm(x, p['norm/gain'], p['norm/bias']);
  const held = linear(tf.reshape(read, [batch, queries * dim]), p['findings/weight'], p['findings/bias']);
  return {
    queries: linear(read, p['projection/weight'], p['projection/bias']),
    findings: tf.add(held, linear(tf.mul(embedding, GAIN), p['findings/embedding/weight'])),
  };
}

function blockSpecs(path: string, dim: number, depth: number): Record<string, ParameterSpec> {
  const residual = 1 / Math.sqrt(3 * depth);
  const norms = ['norm0', 'norm1', 'norm2'].flatMap((name): [string, ParameterSpec][] => [
    [`${path}${name}/gain`, gainSpec(dim)],
    [`${path}${name}/bias`, biasSpec(dim)],
  ]);
  return {
    ...Object.fromEntries(norms),
    [`${path}self/qkv/weight`]: weightSpec(dim, 3 * dim),
    [`${path}self/qkv/bias`]: biasSpec(3 * dim),
    [`${path}self/out/weight`]: weightSpec(dim, dim, residual),
    [`${path}self/out/bias`]: biasSpec(dim),
    [`${path}cross/q/weight`]: weightSpec(dim, dim),
    [`${path}cross/kv/weight`]: weightSpec(dim, 2 * dim),
    [`${path}cross/out/weight`]: weightSpec(dim, dim, residual),
    [`${path}cross/out/bias`]: biasSpec(dim),
    [`${path}mlp/in/weight`]: weightSpec(dim, 4 * dim),
    [`${path}mlp/in/bias`]: biasSpec(4 * dim),
    [`${path}mlp/out/weight`]: weightSpec(4 * dim, dim, residual),
    [`${path}mlp/out/bias`]: biasSpec(dim),
  };
}

interface BlockInputs {
  readonly x: tf.Tensor;
  readonly memory: tf.Tensor;
  readonly heads: number;
}

/** Self-attention among queries, cross-attention to the organ's tokens, MLP; each after a norm. */
function qFormerBlock(p: Tensors, path: string, { x, memory, heads }: BlockInputs): tf.Tensor {
  const norm = (input: tf.Tensor, index: number) =>
    layerNorm(input, p[`${path}norm${index}/gain`], p[`${path}norm${index}/bias`]);
  const [q, k, v] = splitHeads(linear(norm(x, 0), p[`${path}self/qkv/weight`], p[`${path}self/qkv/bias`]), 3, heads);
  const among = joinHeads(attention(q, k, v));
  const met = tf.add(x, linear(among, p[`${path}self/out/weight`], p[`${path}self/out/bias`]));
  const [asked] = splitHeads(linear(norm(met, 1), p[`${path}cross/q/weight`]), 1, heads);
  const [keys, values] = splitHeads(linear(memory, p[`${path}cross/kv/weight`]), 2, heads);
  const found = joinHeads(attention(asked, keys, values));
  const seen = tf.add(met, linear(found, p[`${path}cross/out/weight`], p[`${path}cross/out/bias`]));
  const hidden = gelu(linear(norm(seen, 2), p[`${path}mlp/in/weight`], p[`${path}mlp/in/bias`]));
  return tf.add(seen, linear(hidden, p[`${path}mlp/out/weight`], p[`${path}mlp/out/bias`]));
}

/** [batch, length, parts · dim] → `parts` of [batch, heads, length, dim / heads]. */
function splitHeads(x: tf.Tensor, parts: number, heads: number): tf.Tensor[] {
  const [batch, length, width] = x.shape as [number, number, number];
  const apart = tf.reshape(x, [batch, length, parts, heads, width / parts / heads]);
  const turned = tf.transpose(apart, [2, 0, 3, 1, 4]);
  // tfjs has no gradient of unstacking a single part.
  return parts === 1 ? [tf.squeeze(turned, [0])] : tf.unstack(turned, 0);
}

/** [batch, heads, length, headDim] → [batch, length, heads · headDim]. */
function joinHeads(x: tf.Tensor): tf.Tensor {
  const [batch, heads, length, headDim] = x.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, length, heads * headDim]);
}
