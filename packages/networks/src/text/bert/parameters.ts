import type { ParameterSpecs } from '@totalfm/core';
import { tableSpec, weightSpec } from '@totalfm/compute';
import { linearSpecs, normSpecs } from '../linear-specs.ts';
import type { BertConfig } from './config.ts';

/** Prefix of the names of a block's parameters. */
export const blockPath = (block: number): string => `block${block}/`;

/** BERT's: what is added up is normalised right away. */
const TABLE_DEVIATION = 0.02;

/** Parameters of a BERT. Matrices are [inputs, outputs]; queries, keys and values have one each. */
export function bertSpecs({ vocabulary, dim, hidden, positions, types, reaches }: BertConfig): ParameterSpecs {
  const blocks = reaches.map((_, block) => blockSpecs(blockPath(block), dim, hidden));
  return {
    tokens: tableSpec(vocabulary, dim, TABLE_DEVIATION),
    positions: tableSpec(positions, dim, TABLE_DEVIATION),
    types: tableSpec(types, dim, TABLE_DEVIATION),
    ...normSpecs('norm/', dim),
    ...(Object.assign({}, ...blocks) as ParameterSpecs),
  };
}

function blockSpecs(path: string, dim: number, hidden: number): ParameterSpecs {
  const square = weightSpec(dim, dim);
  return {
    ...linearSpecs(`${path}attention/q/`, square),
    ...linearSpecs(`${path}attention/k/`, square),
    ...linearSpecs(`${path}attention/v/`, square),
    ...linearSpecs(`${path}attention/out/`, square),
    ...normSpecs(`${path}norm0/`, dim),
    ...linearSpecs(`${path}mlp/in/`, weightSpec(dim, hidden)),
    ...linearSpecs(`${path}mlp/out/`, weightSpec(hidden, dim)),
    ...normSpecs(`${path}norm1/`, dim),
  };
}
