import type { ParameterSpecs, ParameterValues } from '@totalfm/core';
import { matchParameters, transpose, type NamedTensor } from '@totalfm/compute';

/** A tensor of a published model under its own name, and what it becomes. */
export interface TorchTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Values of our parameters, by name. */
  into(values: Float32Array): ParameterValues;
}

/** The same numbers in the same order. */
export const sameTensor = (name: string, ours: string, shape: readonly number[]): TorchTensor => ({
  name,
  shape,
  into: (values) => ({ [ours]: values }),
});

/** PyTorch's [outputs, inputs] → ours, [inputs, outputs]. */
export const turnedMatrix = (
  name: string,
  ours: string,
  [outputs, inputs]: readonly [number, number],
): TorchTensor => ({
  name,
  shape: [outputs, inputs],
  into: (values) => ({ [ours]: transpose(values, outputs, inputs) }),
});

/** Several linear layers whose outputs PyTorch has one behind the other, each as one of ours. */
export function stackedMatrices(
  name: string,
  ours: readonly string[],
  [outputs, inputs]: readonly [number, number],
): TorchTensor {
  const each = outputs / ours.length;
  return {
    name,
    shape: [outputs, inputs],
    into: (values) =>
      Object.fromEntries(
        ours.map((own, index) => [
          own,
          transpose(values.subarray(index * each * inputs, (index + 1) * each * inputs), each, inputs),
        ]),
      ),
  };
}

export interface FromTorchOptions {
  readonly file: string;
  /** Which file of which model is needed and where it comes from: a sentence. */
  readonly source: string;
}

/**
 * Values of a network's parameters from the tensors of its published weights. Throws `TFM_CHECKPOINT_MISMATCH`, which says what
 * the file lacks, what of it looks alike, and where the right one is.
 */
export function fromTorch(
  table: readonly TorchTensor[],
  tensors: Readonly<Record<string, NamedTensor>>,
  { file, source }: FromTorchOptions,
): ParameterValues {
  const specs: ParameterSpecs = Object.fromEntries(
    table.map(({ name, shape }) => [name, { shape, initial: { constant: 0 }, decay: false }]),
  );
  const values = matchParameters(specs, tensors, file, { advice: source });
  return Object.assign({}, ...table.map(({ name, into }) => into(values[name]))) as ParameterValues;
}
