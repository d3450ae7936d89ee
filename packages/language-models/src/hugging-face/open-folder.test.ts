import { mkdtemp, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { createDecoder, createInference, generate, traceInference } from '@totalfm/compute';
import type { LoadedLanguageModel, ParameterValues } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import reference from '../../test/reference.json' with { type: 'json' };
import { writeModel } from '../../test/write-reference.ts';
import { openFolder } from './open-folder.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-models-'));
afterAll(() => rm(dir, { recursive: true }));
beforeAll(() => tf.setBackend('cpu'));

const open = async (folder: string): Promise<LoadedLanguageModel> => {
  const model = await openFolder(folder);
  return model.load(await model.train([]));
};

describe.each(Object.entries(reference.models))('%s, as transformers computed it once', (family, expected) => {
  let model: LoadedLanguageModel;
  let values: ParameterValues;
  beforeAll(async () => {
    const folder = join(dir, family);
    await writeModel(folder, expected.config, { shardBytes: 40_000 });
    model = await open(folder);
    values = (await model.values?.()) as ParameterValues;
  });

  it('has the same logits', async () => {
    const tokens = expected.ids.length;
    const program = traceInference({
      name: 'logits',
      parameters: model.parameters,
      values,
      inputs: { ids: { shape: [1, tokens], dtype: 'int32' } },
      run: (p, { ids }) => ({ logits: model.logits(p, model.forward(p, model.embed(p, ids)).hidden) }),
    });
    const inference = await createInference(program, { threads: 1 });
    const { logits } = await inference.run({ ids: Int32Array.from(expected.ids) });
    await inference.dispose();
    const last = logits.subarray((tokens - 1) * model.vocabulary);
    const differences = expected.last.map((value, id) => Math.abs(value - last[id]));
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  });

  it('writes the same tokens', async () => {
    const decoder = await createDecoder({ model, values, rows: 2, chunk: 8, threads: 1 });
    const prompts = expected.prompts.map((ids) => ({ ids }));
    const written = await generate(decoder, prompts, { maxTokens: 24 });
    await decoder.dispose();
    written.forEach(({ ids, reason }, row) => {
      const wanted = expected.greedy[row].filter((id) => id !== 1);
      expect(ids).toEqual(reason === 'repetition' ? wanted.slice(0, ids.length) : wanted);
    });
  });
});

describe('a folder that is not sound', () => {
  const { config } = reference.models.llama;
  let count = 0;
  const folderOf = async (changes: object = {}, options: Parameters<typeof writeModel>[2] = {}) => {
    const folder = join(dir, `unsound-${count++}`);
    await writeModel(folder, config, options);
    await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, ...changes }));
    return folder;
  };
  const code = (name: string, file?: string) =>
    expect.objectContaining({ code: name, where: expect.objectContaining(file ? { file } : {}) });

  it.each([
    ['an architecture', { model_type: 'mamba' }, 'TFM_LM_ARCHITECTURE'],
    ['quantised weights', { quantization_config: { bits: 4 } }, 'TFM_LM_ARCHITECTURE'],
    ['an activation', { hidden_act: 'relu2' }, 'TFM_LM_ARCHITECTURE'],
    ['a rope type', { rope_parameters: { rope_type: 'yarn', rope_theta: 1e4, factor: 4 } }, 'TFM_LM_ROPE'],
    ['half of a head', { rope_parameters: { rope_theta: 1e4, partial_rotary_factor: 0.5 } }, 'TFM_LM_ROPE'],
    ['a rope without its factor', { rope_scaling: { type: 'linear' }, rope_parameters: null }, 'TFM_LM_CONFIG'],
    ['heads that fit no width', { num_key_value_heads: 3 }, 'TFM_LM_CONFIG'],
    ['no width', { hidden_size: undefined }, 'TFM_LM_CONFIG'],
  ])('is refused for %s', async (_what, changes, name) => {
    const folder = await folderOf(changes);
    await expect(openFolder(folder)).rejects.toThrow(code(name, join(folder, 'config.json')));
  });

  it('is refused for a tokenizer with more ids than embeddings', async () => {
    const folder = await folderOf({}, { tokens: 120 });
    await expect(open(folder)).rejects.toThrow(code('TFM_LM_TOKENIZER', join(folder, 'tokenizer.json')));
  });

  it('is refused without its tokenizer, its weights or a shard of them, and with half a shard', async () => {
    const folder = await folderOf({}, { shardBytes: 40_000 });
    const model = await open(folder);
    const index = JSON.parse(await readFile(join(folder, 'model.safetensors.index.json'), 'utf8'));
    const shard = Object.values<string>(index.weight_map)[0];
    await truncate(join(folder, shard), 20_000);
    await expect(model.values?.()).rejects.toThrow(code('TFM_CHECKPOINT_CORRUPT', join(folder, shard)));
    await unlink(join(folder, shard));
    await expect(model.values?.()).rejects.toThrow(code('TFM_CHECKPOINT_CORRUPT'));
    await unlink(join(folder, 'model.safetensors.index.json'));
    await expect(model.values?.()).rejects.toThrow(code('TFM_LM_MISSING', join(folder, 'model.safetensors')));
    await unlink(join(folder, 'tokenizer.json'));
    await expect(open(folder)).rejects.toThrow(code('TFM_LM_MISSING', join(folder, 'tokenizer.json')));
  });

  it('is refused for weights of another model', async () => {
    const biased = await folderOf({ attention_bias: true });
    await expect((await open(biased)).values?.()).rejects.toThrow(code('TFM_CHECKPOINT_MISMATCH'));
    const shallow = await folderOf({ num_hidden_layers: 3 });
    await expect((await open(shallow)).values?.()).rejects.toThrow(code('TFM_LM_ARCHITECTURE'));
    const wide = await folderOf({ intermediate_size: 64 });
    await expect((await open(wide)).values?.()).rejects.toThrow(code('TFM_CHECKPOINT_MISMATCH'));
  });

  it('is read as releases before 5 wrote it', async () => {
    const { rope_parameters: rope, ...rest } = reference.models['llama-tied-llama3'].config;
    const { rope_theta, ...scaling } = rope;
    const folder = join(dir, 'older');
    await writeModel(folder, { ...rest, rope_theta, rope_scaling: scaling });
    const newer = await open(join(dir, 'llama-tied-llama3'));
    const older = await open(folder);
    expect(older.parameters).toEqual(newer.parameters);
  });
});
