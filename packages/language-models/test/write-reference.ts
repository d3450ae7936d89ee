import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTensorFiles, type NamedTensor } from '@totalfm/compute';
import { hashText } from '@totalfm/core';
import { llamaConfigOf } from '../src/hugging-face/llama-config.ts';
import { huggingFaceName } from '../src/hugging-face/parameter-names.ts';
import { parseConfig } from '../src/hugging-face/raw-config.ts';
import { llamaSpecs } from '../src/llama/parameters.ts';

/** Values of a parameter by `peer_models.py`'s formula. */
function valuesOf(name: string, shape: readonly number[], gemma: boolean): Float32Array {
  const phase = hashText(name) % 1000;
  const scale = shape.length > 1 ? 0.4 : 0.2;
  const around = name.includes('norm') && !gemma ? 1 : 0;
  const length = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length }, (_, i) => around + Math.fround(scale * Math.sin(phase + 0.731 * i * i)));
}

/** A tokenizer of single letters, with as many ids as the models have embeddings. */
export const letterTokenizer = (size: number) => ({
  version: '1.0',
  added_tokens: ['<s>', '</s>', '<pad>'].map((content, id) => ({ id, content, special: true })),
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: null,
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    vocab: Object.fromEntries(
      ['<s>', '</s>', '<pad>', ...Array.from({ length: size - 3 }, (_, i) => String.fromCharCode(33 + i))].map(
        (letter, id) => [letter, id],
      ),
    ),
    merges: [],
  },
});

export interface FolderOptions {
  readonly shardBytes?: number;
  /** Ids of the tokenizer; default: as many as the model has embeddings. */
  readonly tokens?: number;
}

/** Writes a model of a configuration as transformers would, weights by the formula. */
export async function writeModel(
  folder: string,
  config: object,
  { shardBytes, tokens }: FolderOptions = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const text = JSON.stringify(config);
  await writeFile(join(folder, 'config.json'), text);
  const raw = parseConfig(text, 'config.json');
  const tensors: Record<string, NamedTensor> = {};
  for (const [name, { shape }] of Object.entries(llamaSpecs(llamaConfigOf(raw, 'config.json').config))) {
    const theirs = huggingFaceName(name);
    const turned = name.endsWith('/weight') ? [...shape].reverse() : shape;
    tensors[theirs] = { shape: turned, data: valuesOf(theirs, turned, raw.model_type === 'gemma') };
  }
  await writeTensorFiles(join(folder, 'model.safetensors'), tensors, { shardBytes });
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(letterTokenizer(tokens ?? raw.vocab_size)));
}
