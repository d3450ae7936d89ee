import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTensorFiles, type NamedTensor } from '@totalfm/compute';
import { hashText } from '@totalfm/core';
import { familyOf } from '../src/text/families.ts';
import { parseConfig } from '../src/text/hugging-face/raw-config.ts';
import reference from './reference.json' with { type: 'json' };

/** Values of a parameter by `peer_texts.py`'s formula. */
function valuesOf(name: string, shape: readonly number[]): Float32Array {
  const phase = hashText(name) % 1000;
  const scale = shape.length > 1 ? 0.4 : 0.2;
  const around = /norm/i.test(name) && name.endsWith('weight') ? 1 : 0;
  const length = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length }, (_, i) => around + Math.fround(scale * Math.sin(phase + 0.731 * i * i)));
}

/** A BERT's tokenizer, in the file that older models have. */
export const wordPieces = reference.models['cxr-bert'].tokenizer.files;

/** Writes a model of a configuration as transformers would, weights by the formula, and the files of a tokenizer. */
export async function writeModel(
  folder: string,
  config: object,
  tokenizer: Readonly<Record<string, string>> = wordPieces,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const text = JSON.stringify(config);
  await writeFile(join(folder, 'config.json'), text);
  const raw = parseConfig(text, 'config.json');
  const trunk = familyOf(raw, 'config.json').fromConfig(raw, 'config.json');
  const tensors: Record<string, NamedTensor> = {};
  for (const [name, { shape }] of Object.entries(trunk.parameters)) {
    const theirs = trunk.torchName(name);
    const turned = name.endsWith('/weight') ? [...shape].reverse() : shape;
    tensors[theirs] = { shape: turned, data: valuesOf(theirs, turned) };
  }
  await writeTensorFiles(join(folder, 'model.safetensors'), tensors);
  for (const [name, content] of Object.entries(tokenizer)) await writeFile(join(folder, name), content);
}
