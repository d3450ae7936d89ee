import type { NamedTensor } from '../checkpoint/safetensors.ts';
import { openWeights } from './open-weights.ts';
import { readTensors, type ReadTensorsOptions } from './read-tensors.ts';
import { tensorsIn } from './tensors-in.ts';

export interface ReadWeightsOptions extends ReadTensorsOptions {
  /**
   * Dictionaries that may hold the tensors, by their keys with dots between; the first that there is is read, and names begin
   * behind it: `['state_dict', 'model']`; `''` is the whole file. Default: all tensors of the file are read.
   */
  readonly within?: readonly string[];
  /** Which tensors are read, by their names. Default: all. */
  readonly only?: (name: string) => boolean;
}

/**
 * Tensors of a file of weights by name, as float32: safetensors, what `torch.save` writes, or the index of several such files,
 * told by content. Throws what {@link openWeights}, {@link tensorsIn} and {@link readTensors} throw.
 */
export async function readWeights(
  file: string,
  { within, only = () => true, ...options }: ReadWeightsOptions = {},
): Promise<Record<string, NamedTensor>> {
  const weights = await openWeights(file);
  const tensors = [...tensorsIn(weights, within)].filter(([name]) => only(name));
  return readTensors(weights, new Map(tensors), options);
}
