import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTensorFiles, type NamedTensor } from '@totalfm/compute';

const dim = 16;
const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...'abcdefghijklmnopqrstuvwxyz.', ...'abcdefghijklmnopqrstuvwxyz'];
const vocabulary = words.map((word, index) => (index > 30 ? `##${word}` : word));

const config = {
  model_type: 'bert',
  vocab_size: vocabulary.length,
  hidden_size: dim,
  intermediate_size: 2 * dim,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  max_position_embeddings: 32,
};

/** Shapes of a BERT of one layer, by transformers' names. */
const shapes: Readonly<Record<string, readonly number[]>> = {
  'embeddings.word_embeddings.weight': [vocabulary.length, dim],
  'embeddings.position_embeddings.weight': [32, dim],
  'embeddings.token_type_embeddings.weight': [2, dim],
  ...normShapes('embeddings.LayerNorm'),
  ...linearShapes('encoder.layer.0.attention.self.query', dim, dim),
  ...linearShapes('encoder.layer.0.attention.self.key', dim, dim),
  ...linearShapes('encoder.layer.0.attention.self.value', dim, dim),
  ...linearShapes('encoder.layer.0.attention.output.dense', dim, dim),
  ...normShapes('encoder.layer.0.attention.output.LayerNorm'),
  ...linearShapes('encoder.layer.0.intermediate.dense', dim, 2 * dim),
  ...linearShapes('encoder.layer.0.output.dense', 2 * dim, dim),
  ...normShapes('encoder.layer.0.output.LayerNorm'),
};

function linearShapes(name: string, inputs: number, outputs: number) {
  return { [`${name}.weight`]: [outputs, inputs], [`${name}.bias`]: [outputs] };
}

function normShapes(name: string) {
  return { [`${name}.weight`]: [dim], [`${name}.bias`]: [dim] };
}

/** Writes a BERT with some weights, as Hugging Face does. */
export async function writeTinyBert(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  await writeFile(join(folder, 'vocab.txt'), vocabulary.join('\n'));
  const tensors = Object.entries(shapes).map(([name, shape], tensor): [string, NamedTensor] => {
    const length = shape.reduce((a, b) => a * b, 1);
    const data = Float32Array.from(
      { length },
      (_, i) => (name.includes('Norm.w') ? 1 : 0) + 0.3 * Math.sin(tensor + i * i),
    );
    return [name, { shape, data }];
  });
  await writeTensorFiles(join(folder, 'model.safetensors'), Object.fromEntries(tensors));
}
