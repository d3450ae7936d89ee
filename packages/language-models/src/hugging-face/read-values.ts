import { join } from 'node:path';
import type { ParameterSpecs, ParameterValues } from '@totalfm/core';
import { matchParameters, readTensorFiles, type NamedTensor } from '@totalfm/compute';
import { languageModelErrors } from '../errors.ts';
import { huggingFaceName } from './parameter-names.ts';
import { missingFile } from './read-text.ts';
import { transpose } from './transpose.ts';

/** Tensors that follow from the configuration, or that a tied model repeats. */
const derived = /(rotary_emb\.inv_freq|^lm_head\.weight)$/;

/**
 * Reads `model.safetensors`, or its shards, of a folder as values of these parameters: matrices turned to [inputs, outputs],
 * `gainOffset` added to gains. Throws what reading throws, `TFM_CHECKPOINT_MISMATCH` where one is missing or of another shape,
 * and `TFM_LM_ARCHITECTURE` where there is one more.
 */
export async function readValues(folder: string, specs: ParameterSpecs, gainOffset = 0): Promise<ParameterValues> {
  const file = join(folder, 'model.safetensors');
  const tensors = await readTensorFiles(file).catch((cause: unknown) => {
    throw missingFile(file, cause);
  });
  const named = Object.entries(specs).map(([name, { shape }]) => [name, huggingFaceName(name), shape] as const);
  const known = new Set(named.map(([, theirs]) => theirs));
  const stranger = Object.keys(tensors).find((name) => !known.has(name) && !derived.test(name));
  if (stranger)
    throw languageModelErrors.TFM_LM_ARCHITECTURE({
      file,
      message: `The model holds ${stranger}, which its config.json says nothing of.`,
      fix: 'Use config.json and weights of the same model; adapters are merged into it before.',
    });
  // In their own shapes, so that an error names what the file has.
  const isMatrix = (name: string) => name.endsWith('/weight');
  const theirs = Object.fromEntries(
    named.map(([name, other, shape]) => [
      other,
      { ...specs[name], shape: isMatrix(name) ? [...shape].reverse() : shape },
    ]),
  );
  const values = matchParameters(theirs, tensors, file);
  return Object.fromEntries(
    named.map(([name, other]) => {
      const { shape } = theirs[other];
      const value = isMatrix(name) ? transpose(values[other], shape[0], shape[1]) : values[other];
      // A matrix is twice in memory only while it is turned.
      delete (tensors as Record<string, NamedTensor | undefined>)[other];
      delete (values as Record<string, Float32Array | undefined>)[other];
      return [name, name.endsWith('/gain') && gainOffset !== 0 ? value.map((gain) => gain + gainOffset) : value];
    }),
  );
}
