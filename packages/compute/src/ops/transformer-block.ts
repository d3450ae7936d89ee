import * as tf from '@tensorflow/tfjs';
import type { ParameterSpec, Tensors } from '@totalfm/core';
import { scope } from '../trace/scope.ts';
import { attention } from './attention.ts';
import { gelu } from './gelu.ts';
import { layerNorm } from './layer-norm.ts';
import { linear } from './linear.ts';
import { recomputed } from './recomputed.ts';
import { biasSpec, gainSpec, weightSpec } from './parameter-specs.ts';

export interface TransformerShape {
  readonly dim: number;
  readonly depth: number;
  readonly heads: number;
  /** Width of a block's hidden layer; 4 · dim where it is not said. */
  readonly hidden?: number;
}

export interface TransformerOptions extends TransformerShape {
  /** Added to the attention scores: broadcastable to [batch, heads, tokens, tokens]. */
  readonly bias?: tf.Tensor;
}

/** Parameters of a pre-norm transformer, `<prefix>block<i>/…`, and its last norm. Residual branches start small (GPT-2). */
export function transformerSpecs(
  prefix: string,
  { dim, depth, hidden = 4 * dim }: TransformerShape,
): Record<string, ParameterSpec> {
  const specs: Record<string, ParameterSpec> = {};
  const residual = 1 / Math.sqrt(2 * Math.max(1, depth));
  for (let block = 0; block < depth; block++) {
    const path = `${prefix}block${block}/`;
    specs[`${path}norm0/gain`] = gainSpec(dim);
    specs[`${path}norm0/bias`] = biasSpec(dim);
    specs[`${path}attention/qkv/weight`] = weightSpec(dim, 3 * dim);
    specs[`${path}attention/qkv/bias`] = biasSpec(3 * dim);
    specs[`${path}attention/out/weight`] = weightSpec(dim, dim, residual);
    specs[`${path}attention/out/bias`] = biasSpec(dim);
    specs[`${path}norm1/gain`] = gainSpec(dim);
    specs[`${path}norm1/bias`] = biasSpec(dim);
    specs[`${path}mlp/in/weight`] = weightSpec(dim, hidden);
    specs[`${path}mlp/in/bias`] = biasSpec(hidden);
    specs[`${path}mlp/out/weight`] = weightSpec(hidden, dim, residual);
    specs[`${path}mlp/out/bias`] = biasSpec(dim);
  }
  specs[`${prefix}norm/gain`] = gainSpec(dim);
  specs[`${prefix}norm/bias`] = biasSpec(dim);
  return specs;
}

/** Pre-norm transformer over [batch, tokens, dim], last norm included. Its blocks are what `recomputing` computes again. */
export function transformer(
  parameters: Tensors,
  prefix: string,
  tokens: tf.Tensor,
  { depth, heads, bias }: TransformerOptions,
): tf.Tensor {
  let x = tokens;
  for (let block = 0; block < depth; block++) {
    const path = `${prefix}block${block}/`;
    const names = Object.keys(parameters).filter((name) => name.startsWith(path));
    x = recomputed(
      (input, ...rest) => {
        const own = Object.fromEntries(names.map((name, index) => [name, rest[index]]));
        const options = { heads, bias: bias && rest[names.length] };
        return scope(`${prefix}block${block}`, () => transformerBlock(own, path, input, options));
      },
      [x, ...names.map((name) => parameters[name]), ...(bias ? [bias] : [])],
    );
  }
  return layerNorm(x, parameters[`${prefix}norm/gain`], parameters[`${prefix}norm/bias`]);
}

function transformerBlock(
  p: Tensors,
  path: string,
  x: tf.Tensor,
  { heads, bias }: Pick<TransformerOptions, 'heads' | 'bias'>,
): tf.Tensor {
  const [batch, length, dim] = x.shape;
  const headDim = dim / heads;
  const normed = layerNorm(x, p[`${path}norm0/gain`], p[`${path}norm0/bias`]);
  const qkv = linear(normed, p[`${path}attention/qkv/weight`], p[`${path}attention/qkv/bias`]);
  const [q, k, v] = tf.unstack(tf.transpose(tf.reshape(qkv, [batch, length, 3, heads, headDim]), [2, 0, 3, 1, 4]), 0);
  const mixed = tf.reshape(tf.transpose(attention(q, k, v, { bias }), [0, 2, 1, 3]), [batch, length, dim]);
  const attended = tf.add(x, linear(mixed, p[`${path}attention/out/weight`], p[`${path}attention/out/bias`]));
  const hidden = gelu(
    linear(
      layerNorm(attended, p[`${path}norm1/gain`], p[`${path}norm1/bias`]),
      p[`${path}mlp/in/weight`],
      p[`${path}mlp/in/bias`],
    ),
  );
  return tf.add(attended, linear(hidden, p[`${path}mlp/out/weight`], p[`${path}mlp/out/bias`]));
}
