import type { ParameterValues, WeightTensors } from '@totalfm/core';
import { matchTorchParameters, readWeights } from '@totalfm/compute';
import type { TextTrunk } from '../text-trunk.ts';
import { firstOf, type TextFolder } from './folder-files.ts';

const weightFiles = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
];

/** Where the tensors of a trunk lie in a file. */
export interface TrunkPlace {
  readonly file: string;
  /** What their names begin with; default: what a model with a head puts before them, `bert.`, or nothing. */
  readonly prefix?: string;
  /** What to do where they are not there, a sentence. */
  readonly advice?: string;
}

/** Reads the weights of a folder as values of a trunk. Throws `TFM_TEXT_MISSING`, what reading throws, and `TFM_CHECKPOINT_MISMATCH`. */
export async function readValues(folder: TextFolder, trunk: TextTrunk): Promise<ParameterValues> {
  const file = await firstOf(folder, weightFiles);
  return trunkValues(trunk, await readWeights(file), { file });
}

/** Values of a trunk from tensors as transformers names them; what a head has besides is left. Throws `TFM_CHECKPOINT_MISMATCH`. */
export function trunkValues(
  trunk: TextTrunk,
  tensors: WeightTensors,
  { file, prefix, advice }: TrunkPlace,
): ParameterValues {
  const before = prefix ?? prefixOf(trunk, Object.keys(tensors));
  const named = Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]) =>
      name.startsWith(before) ? [[newerName(name.slice(before.length)), tensor] as const] : [],
    ),
  );
  return matchTorchParameters(trunk.parameters, named, { file, advice, nameOf: trunk.torchName });
}

/** `bert.` where the file has `bert.embeddings.…`. */
function prefixOf(trunk: TextTrunk, names: readonly string[]): string {
  const table = trunk.torchName('tokens');
  const found = names.find((name) => name === table || name.endsWith(`.${table}`));
  return found?.slice(0, -table.length) ?? '';
}

/** BERT's first checkpoints have TensorFlow's names for gains and biases of norms. */
const newerName = (name: string) =>
  name.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
