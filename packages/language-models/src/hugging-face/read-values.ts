import { join } from 'node:path';
import type { ParameterSpecs, ParameterValues } from '@totalfm/core';
import { matchTorchParameters, readTensorFiles } from '@totalfm/compute';
import { languageModelErrors } from '../errors.ts';
import { huggingFaceName } from './parameter-names.ts';
import { missingFile } from './read-text.ts';

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
  const known = new Set(Object.keys(specs).map(huggingFaceName));
  const stranger = Object.keys(tensors).find((name) => !known.has(name) && !derived.test(name));
  if (stranger)
    throw languageModelErrors.TFM_LM_ARCHITECTURE({
      file,
      message: `The model holds ${stranger}, which its config.json says nothing of.`,
      fix: 'Use config.json and weights of the same model; adapters are merged into it before.',
    });
  const values = matchTorchParameters(specs, tensors, { file, nameOf: huggingFaceName });
  if (gainOffset === 0) return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      name.endsWith('/gain') ? value.map((gain) => gain + gainOffset) : value,
    ]),
  );
}
