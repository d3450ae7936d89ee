import { readFile } from 'node:fs/promises';
import { readError, type WeightTensors } from '@totalfm/core';
import { z } from 'zod';
import { trainerErrors } from '../errors.ts';

const namesSchema = z.record(z.string(), z.string());

/**
 * Tensors by the names that encoders look for, where a file of weights has others: `names` is a JSON object of names that are
 * looked for → names in the file. Throws `TFM_TRAIN_NAMES`, `TFM_FILE_MISSING`.
 */
export async function renamed(tensors: WeightTensors, names: string, file: string): Promise<WeightTensors> {
  const map = await readNames(names);
  const absent = Object.values(map).find((name) => !Object.hasOwn(tensors, name));
  if (absent !== undefined)
    throw trainerErrors.TFM_TRAIN_NAMES({
      file: names,
      message: `${file} has no tensor ${absent}.`,
      fix: `It has ${Object.keys(tensors).slice(0, 5).join(', ')}, …`,
    });
  return { ...tensors, ...Object.fromEntries(Object.entries(map).map(([wanted, name]) => [wanted, tensors[name]])) };
}

async function readNames(file: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw readError(error, file);
  });
  try {
    return namesSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw trainerErrors.TFM_TRAIN_NAMES({
      file,
      message: 'The file of names is no JSON object of texts.',
      fix: 'Write names that are looked for and names in the file: { "norm.weight": "vit.norm.weight" }.',
      cause,
    });
  }
}
