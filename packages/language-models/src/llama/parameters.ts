import type { ParameterSpec, ParameterSpecs } from '@totalfm/core';
import { biasSpec, gainSpec, tableSpec, weightSpec } from '@totalfm/compute';
import type { LlamaConfig } from './config.ts';

/** Prefix of the names of a block's parameters. */
export const blockPath = (block: number): string => `block${block}/`;

/** GPT-2's: small, since a tied model would otherwise begin by repeating each token. */
const TABLE_DEVIATION = 0.02;

/**
 * Parameters of a llama. Matrices are [inputs, outputs]; queries, keys and values have one each, so that low-rank adapters can
 * name them. Residual branches start small (GPT-2).
 */
export function llamaSpecs(config: LlamaConfig): ParameterSpecs {
  const { vocabulary, dim, layers, tied } = config;
  return {
    tokens: tableSpec(vocabulary, dim, TABLE_DEVIATION),
    ...Object.assign({}, ...layers.map((_, block) => blockSpecs(blockPath(block), config))),
    'norm/gain': gainSpec(dim),
    ...(tied ? {} : { 'head/weight': weightSpec(dim, vocabulary) }),
  };
}

function blockSpecs(path: string, config: LlamaConfig): ParameterSpecs {
  const { dim, heads, kvHeads, headDim, hidden, biases, qkNorm, layers } = config;
  const residual = 1 / Math.sqrt(2 * layers.length);
  const [queries, keys] = [heads * headDim, kvHeads * headDim];
  return {
    [`${path}norm0/gain`]: gainSpec(dim),
    ...linearSpecs(`${path}attention/q/`, weightSpec(dim, queries), biases.qkv),
    ...linearSpecs(`${path}attention/k/`, weightSpec(dim, keys), biases.qkv),
    ...linearSpecs(`${path}attention/v/`, weightSpec(dim, keys), biases.qkv),
    ...(qkNorm
      ? { [`${path}attention/q/norm/gain`]: gainSpec(headDim), [`${path}attention/k/norm/gain`]: gainSpec(headDim) }
      : {}),
    ...linearSpecs(`${path}attention/out/`, weightSpec(queries, dim, residual), biases.out),
    [`${path}norm1/gain`]: gainSpec(dim),
    ...linearSpecs(`${path}mlp/gate/`, weightSpec(dim, hidden), biases.mlp),
    ...linearSpecs(`${path}mlp/up/`, weightSpec(dim, hidden), biases.mlp),
    ...linearSpecs(`${path}mlp/down/`, weightSpec(hidden, dim, residual), biases.mlp),
  };
}

function linearSpecs(path: string, weight: ParameterSpec, biased: boolean): ParameterSpecs {
  return { [`${path}weight`]: weight, ...(biased ? { [`${path}bias`]: biasSpec(weight.shape[1]) } : {}) };
}
