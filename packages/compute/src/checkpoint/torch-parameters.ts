import type { ParameterSpecs, ParameterValues } from '@totalfm/core';
import { transpose } from '../weights/transpose.ts';
import { matchParameters, type MatchOptions } from './match-parameters.ts';
import type { NamedTensor } from './safetensors.ts';

export interface TorchParameters extends MatchOptions {
  /** Path of the file of the tensors, for errors. */
  readonly file: string;
  /** What PyTorch calls a parameter. */
  readonly nameOf: (parameter: string) => string;
  /** Whether a parameter is the matrix of a linear layer; default: what is called `…/weight` and has two axes. */
  readonly isMatrix?: (parameter: string) => boolean;
}

/**
 * Values of every spec from tensors as PyTorch has them: matrices are [outputs, inputs] there and are turned. Takes the tensors:
 * those that were used are gone from the record afterwards, so that a matrix is twice in memory only while it is turned. Throws
 * `TFM_CHECKPOINT_MISMATCH`, with names and shapes that the file has.
 */
export function matchTorchParameters(
  specs: ParameterSpecs,
  tensors: Record<string, NamedTensor>,
  { file, nameOf, isMatrix = (name) => name.endsWith('/weight'), ...options }: TorchParameters,
): ParameterValues {
  const matrices = new Set(Object.keys(specs).filter((name) => specs[name].shape.length === 2 && isMatrix(name)));
  const theirs = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      nameOf(name),
      matrices.has(name) ? { ...spec, shape: [...spec.shape].reverse() } : spec,
    ]),
  );
  const values: Record<string, Float32Array> = { ...matchParameters(theirs, tensors, file, options) };
  return Object.fromEntries(
    Object.keys(specs).map((name) => {
      const other = nameOf(name);
      const [value, { shape }] = [values[other], theirs[other]];
      delete tensors[other];
      delete values[other];
      return [name, matrices.has(name) ? transpose(value, shape[0], shape[1]) : value];
    }),
  );
}
