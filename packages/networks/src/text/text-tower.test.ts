import { mkdtemp, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { createInference, readWeights, traceInference } from '@totalfm/compute';
import { tokens, type LoadedTextEncoder, type ParameterValues, type TextEncoder } from '@totalfm/core';
import { describeTextEncoder } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import reference from '../../test/reference.json' with { type: 'json' };
import { compare } from '../../test/run-tower.ts';
import { writeModel } from '../../test/write-model.ts';
import { createTextTower, type TextTowerOptions } from './create-text-tower.ts';
import { textTowerComponent } from './text-tower-component.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-towers-'));
afterAll(() => rm(dir, { recursive: true }));
beforeAll(() => tf.setBackend('cpu'));

/** As a plugin writes it. */
const merlinText = textTowerComponent({
  id: 'merlin',
  description: 'Merlin’s text tower: Clinical-Longformer, its first token, a matrix.',
  family: 'longformer',
  pooling: 'cls',
  sanitize: 'word-punct',
  bias: true,
  source: 'yikuan8/Clinical-Longformer',
  defaults: { width: 12, tokens: 24, dim: 16, depth: 2, heads: 2, window: 8, vocabulary: 300 },
});

const make = (options: object = {}): Promise<TextEncoder> =>
  Promise.resolve(
    merlinText.create({
      options: merlinText.options.parse(options),
      needs: {},
      references: {},
    }) as Promise<TextEncoder>,
  );

const { bert, longformer } = reference.models;
const folderOf = async (name: string, config: object, files?: Readonly<Record<string, string>>) => {
  const folder = join(dir, name);
  await writeModel(folder, config, files);
  return folder;
};
const longformerFiles = longformer.tokenizer.files;

describeTextEncoder('merlin, from scratch', { make });
describeTextEncoder('merlin, from a folder', {
  make: async () => make({ folder: await folderOf('suite', longformer.config, longformerFiles) }),
});

const embed = async (encoder: LoadedTextEncoder, values: ParameterValues, texts: readonly string[]) => {
  const { parameters } = encoder;
  const run = (p: Record<string, tf.Tensor>, inputs: Record<string, tf.Tensor>) => ({ y: encoder.embed(p, inputs) });
  const program = traceInference({ name: 'text', parameters, values, inputs: encoder.inputs(texts.length), run });
  const inference = await createInference(program, { threads: 1 });
  const { y } = await inference.run(encoder.feeds(texts));
  await inference.dispose();
  return y;
};

describe('a tower of a folder', () => {
  let folder: string;
  const options: Omit<TextTowerOptions, 'folder'> = {
    pooling: 'mean',
    sanitize: 'none',
    tokens: 20,
    projection: { width: 3, bias: true },
    scratch: { family: 'bert', dim: 8, depth: 1, heads: 1, window: 8, vocabulary: 300 },
  };
  beforeAll(async () => {
    folder = await folderOf('whole', bert.config);
  });
  const open = async (changes: Partial<TextTowerOptions> = {}) => {
    const tower = await createTextTower({ ...options, folder, ...changes });
    return { tower, loaded: await tower.load(await tower.train([])) };
  };

  it('implements the contract, and starts from all weights but the last matrix', async () => {
    const { tower, loaded } = await open();
    expect(merlinText.provides).toBe(tokens.TextEncoder);
    expect([tower.width, loaded.width]).toEqual([3, 3]);
    const values = await loaded.values?.();
    const drawn = Object.keys(loaded.parameters).filter((name) => !(name in (values ?? {})));
    expect(drawn).toEqual(['projection/weight', 'projection/bias']);
    const bare = await open({ projection: undefined });
    expect(bare.tower.width).toBe(bert.config.hidden_size);
    expect(Object.keys(bare.loaded.parameters)).toEqual(Object.keys(values ?? {}));
  });

  it('takes the weights that its authors published, in which its parts have other names', async () => {
    const published = { source: 'somebody/clip, clip.pt', trunk: 'text_transformer.', projection: 'to_text_latent' };
    const { loaded } = await open({ published });
    const values = (await loaded.values?.()) as ParameterValues;
    const dim = bert.config.hidden_size;
    const matrix = Float32Array.from({ length: 3 * dim }, (_, index) => Math.sin(index));
    const own = Object.entries(await readWeights(join(folder, 'model.safetensors')));
    const tensors = {
      'to_text_latent.weight': { shape: [3, dim], data: matrix },
      'to_text_latent.bias': { shape: [3], data: Float32Array.of(1, 2, 3) },
      ...Object.fromEntries(own.map(([name, tensor]) => [`text_transformer.${name}`, tensor])),
    };
    const found = loaded.published?.values(tensors, 'clip.pt') as ParameterValues;
    expect(found['block1/mlp/in/weight']).toEqual(values['block1/mlp/in/weight']);
    expect(found['projection/weight'].subarray(0, 3)).toEqual(Float32Array.of(matrix[0], matrix[dim], matrix[2 * dim]));
    const texts = ['The liver is normal.', 'No effusion.'];
    const [both, second] = [await embed(loaded, found, texts), await embed(loaded, found, texts.slice(1))];
    expect(compare(both.subarray(3), second).error).toBeLessThan(1e-5);
    expect(() => loaded.published?.values({}, 'clip.pt')).toThrow(
      expect.objectContaining({
        code: 'TFM_CHECKPOINT_MISMATCH',
        where: { file: 'clip.pt' },
        fix: expect.stringContaining('somebody/clip'),
      }),
    );
    const scratch = await createTextTower({ ...options, published });
    await expect(scratch.train([])).rejects.toMatchObject({ code: 'TFM_TEXT_OPTIONS' });
  });

  it('cuts a text before its last token, and has the same vectors with more room', async () => {
    const { loaded } = await open({ tokens: 6 });
    const { ids } = loaded.feeds(['liver liver liver liver liver liver liver', 'liver']);
    const liver = ids[1];
    expect([...ids]).toEqual([2, liver, liver, liver, liver, 3, 2, liver, 3, 0, 0, 0]);
    const values = { ...(await loaded.values?.()), ...projection };
    const wider = await open({ tokens: 64 });
    const [few, many] = await Promise.all(
      [loaded, wider.loaded].map((encoder) => embed(encoder, values as ParameterValues, ['The liver.'])),
    );
    expect(compare(few, many).error).toBeLessThan(1e-5);
    const lengths = [['liver'], ['liver '.repeat(20)]].map(
      (texts) => wider.loaded.fitting?.(texts).inputs(1).ids.shape,
    );
    expect(lengths).toEqual([
      [1, 16],
      [1, 64],
    ]);
  });
  const projection = { 'projection/weight': new Float32Array(96).fill(0.1), 'projection/bias': new Float32Array(3) };

  it('is refused for more tokens than it has positions', async () => {
    await expect(open({ tokens: 65 })).rejects.toMatchObject({ code: 'TFM_TEXT_OPTIONS' });
    await expect(open({ tokens: 2 })).rejects.toMatchObject({ code: 'TFM_TEXT_OPTIONS' });
  });
});

describe('a folder that is not sound', () => {
  let count = 0;
  const open = async (folder: string) => {
    const tower = await make({ folder });
    const loaded = await tower.load(await tower.train([]));
    return loaded.values?.();
  };
  const unsound = async (changes: object = {}, files: Readonly<Record<string, string>> = longformerFiles) => {
    const folder = await folderOf(`unsound-${count++}`, longformer.config, files);
    await writeFile(join(folder, 'config.json'), JSON.stringify({ ...longformer.config, ...changes }));
    return folder;
  };

  it.each([
    ['an architecture', { model_type: 't5' }, 'TFM_TEXT_ARCHITECTURE'],
    ['relative positions', { position_embedding_type: 'relative_key' }, 'TFM_TEXT_ARCHITECTURE'],
    ['an activation', { hidden_act: 'mish' }, 'TFM_TEXT_ARCHITECTURE'],
    ['heads that divide no width', { num_attention_heads: 5 }, 'TFM_TEXT_CONFIG'],
    ['windows of other layers', { attention_window: [8, 8] }, 'TFM_TEXT_CONFIG'],
    ['an odd window', { attention_window: 7 }, 'TFM_TEXT_CONFIG'],
    ['no width', { hidden_size: undefined }, 'TFM_TEXT_CONFIG'],
    ['fewer embeddings than the tokenizer has ids', { vocab_size: 100 }, 'TFM_TEXT_TOKENIZER'],
    ['another width than its weights', { hidden_size: 64 }, 'TFM_CHECKPOINT_MISMATCH'],
    ['more layers than its weights', { num_hidden_layers: 5, attention_window: 8 }, 'TFM_CHECKPOINT_MISMATCH'],
  ])('is refused for %s', async (_, changes, code) => {
    await expect(open(await unsound(changes))).rejects.toMatchObject({ code });
  });

  it.each(['rope type', 'layers'])('is refused for a ModernBERT of another %s', async (what) => {
    const { modernbert } = reference.models;
    const changes =
      what === 'layers' ? { num_hidden_layers: 7 } : { rope_parameters: { full_attention: { rope_type: 'yarn' } } };
    const code = what === 'layers' ? 'TFM_TEXT_CONFIG' : 'TFM_TEXT_ARCHITECTURE';
    await expect(open(await unsound({ ...modernbert.config, ...changes }))).rejects.toMatchObject({ code });
  });

  it('says which file of which model is missing, and where it comes from', async () => {
    const folder = await unsound();
    await unlink(join(folder, 'merges.txt'));
    const source = 'https://huggingface.co/yikuan8/Clinical-Longformer';
    await expect(open(folder)).rejects.toMatchObject({
      code: 'TFM_TEXT_MISSING',
      where: { file: join(folder, 'tokenizer.json') },
      message: expect.stringMatching(/yikuan8\/Clinical-Longformer has no tokenizer.json, or vocab.txt, or vocab.json/),
      fix: expect.stringContaining(source),
    });
    const weightless = await unsound();
    await unlink(join(weightless, 'model.safetensors'));
    const where = { file: join(weightless, 'model.safetensors') };
    await expect(open(weightless)).rejects.toMatchObject({ code: 'TFM_TEXT_MISSING', where });
    await unlink(join(weightless, 'config.json'));
    await expect(open(weightless)).rejects.toMatchObject({ code: 'TFM_TEXT_MISSING' });
  });

  it('is refused where a file of it is broken', async () => {
    const broken = async (name: string, content: string) => {
      const folder = await unsound();
      await writeFile(join(folder, name), content);
      return open(folder);
    };
    await expect(broken('config.json', '{"model_type":')).rejects.toMatchObject({ code: 'TFM_TEXT_CONFIG' });
    await expect(broken('tokenizer.json', '{')).rejects.toMatchObject({ code: 'TFM_TEXT_TOKENIZER' });
    await expect(broken('tokenizer.json', '{}')).rejects.toMatchObject({ code: 'TFM_TEXT_TOKENIZER' });
    await expect(broken('model.safetensors', '')).rejects.toMatchObject({ code: 'TFM_WEIGHTS_CORRUPT' });
    const cut = await unsound();
    await truncate(join(cut, 'model.safetensors'), 50_000);
    await expect(open(cut)).rejects.toMatchObject({ code: 'TFM_CHECKPOINT_CORRUPT' });
  });
});
