import type { ParameterSpecs } from '@totalfm/core';
import { tableSpec, weightSpec } from '@totalfm/compute';
import { linearSpecs, normSpecs } from '../linear-specs.ts';
import type { ModernBertConfig } from './config.ts';

export const blockPath = (block: number): string => `block${block}/`;

const TABLE_DEVIATION = 0.02;

/** Parameters of a ModernBERT. Matrices are [inputs, outputs]. Residual branches start small (GPT-2). */
export function modernBertSpecs(config: ModernBertConfig): ParameterSpecs {
  const { vocabulary, dim, layers, biases } = config;
  const blocks = layers.map((_, block) => blockSpecs(config, block));
  return {
    tokens: tableSpec(vocabulary, dim, TABLE_DEVIATION),
    ...normSpecs('embedding/norm/', dim, biases.norm),
    ...(Object.assign({}, ...blocks) as ParameterSpecs),
    ...normSpecs('norm/', dim, biases.norm),
  };
}

function blockSpecs({ dim, hidden, layers, biases }: ModernBertConfig, block: number): ParameterSpecs {
  const path = blockPath(block);
  const residual = 1 / Math.sqrt(2 * layers.length);
  return {
    // The first block takes the norm of the embeddings for its own.
    ...(block === 0 ? {} : normSpecs(`${path}norm0/`, dim, biases.norm)),
    ...linearSpecs(`${path}attention/qkv/`, weightSpec(dim, 3 * dim), biases.attention),
    ...linearSpecs(`${path}attention/out/`, weightSpec(dim, dim, residual), biases.attention),
    ...normSpecs(`${path}norm1/`, dim, biases.norm),
    ...linearSpecs(`${path}mlp/in/`, weightSpec(dim, 2 * hidden), biases.mlp),
    ...linearSpecs(`${path}mlp/out/`, weightSpec(hidden, dim, residual), biases.mlp),
  };
}
