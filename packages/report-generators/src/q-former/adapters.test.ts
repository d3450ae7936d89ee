import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type LoadedLanguageModel } from '@totalfm/core';
import { readTensorFiles } from '@totalfm/compute';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { readAdapters, writeAdapters } from './adapters.ts';
import { qFormerOptions } from './options.ts';
import { loraOf } from './step.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-adapters-'));
afterAll(() => rm(dir, { recursive: true }));

const matrix = (inputs: number, outputs: number) => ({ shape: [inputs, outputs], initial: { constant: 0 } });

/** A language model as adapters see it: names, and shapes of matrices. */
const modelOf = (width: number, named = true) =>
  ({
    parameters: {
      tokens: matrix(9, width),
      'block0/attention/q/weight': matrix(width, 6),
      'block0/mlp/up/weight': matrix(width, 8),
      'norm/gain': { shape: [width], initial: { constant: 1 } },
    },
    ...(named && {
      moduleName: (name: string) => `model.layers.0.${name.includes('mlp') ? 'mlp.up_proj' : 'self_attn.q_proj'}`,
    }),
  }) as unknown as LoadedLanguageModel;

const settings = { rank: 2, alpha: 6 };
const adaptersOf = (language: LoadedLanguageModel, rank = 2) => {
  const lora = loraOf(language, qFormerOptions.parse({ lora: { rank } }))!;
  const random = createRandom(3);
  const values = Object.fromEntries(
    Object.entries(lora.parameters)
      .filter(([name]) => !(name in language.parameters))
      .map(([name, { shape }]) => [name, Float32Array.from({ length: shape[0] * shape[1] }, () => random.normal())]),
  );
  return { language, lora, values };
};

describe('adapters in files', () => {
  it.each([true, false])(
    'are read as they were written (a model that has names of transformers: %s)',
    async (named) => {
      const own = adaptersOf(modelOf(4, named));
      await writeAdapters(join(dir, String(named)), own, settings);
      expect(Object.keys(own.values)).toHaveLength(4);
      expect(await readAdapters(join(dir, String(named)), own)).toEqual(own.values);
    },
  );

  it('are turned, and named as PEFT does', async () => {
    const own = adaptersOf(modelOf(4));
    await writeAdapters(dir, own, settings);
    const tensors = await readTensorFiles(join(dir, 'adapter_model.safetensors'));
    expect(Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]))).toEqual({
      'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight': [2, 4],
      'base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight': [6, 2],
      'base_model.model.model.layers.0.mlp.up_proj.lora_A.weight': [2, 4],
      'base_model.model.model.layers.0.mlp.up_proj.lora_B.weight': [8, 2],
    });
    expect(JSON.parse(await readFile(join(dir, 'adapter_config.json'), 'utf8'))).toMatchObject({
      peft_type: 'LORA',
      r: 2,
      lora_alpha: 6,
      target_modules: ['q_proj', 'up_proj'],
    });
  });

  it('are refused for a model of another width, of other names, and for another rank', async () => {
    await writeAdapters(dir, adaptersOf(modelOf(4)), settings);
    for (const other of [adaptersOf(modelOf(5)), adaptersOf(modelOf(4, false)), adaptersOf(modelOf(4), 3)])
      await expectCodedError(readAdapters(dir, other), 'TFM_WRITE_ADAPTERS');
  });

  it('are refused for a model without what gets one', () => {
    const { parameters } = modelOf(4);
    const bare = { parameters: { tokens: parameters.tokens } } as unknown as LoadedLanguageModel;
    expect(() => adaptersOf(bare)).toThrow(expect.objectContaining({ code: 'TFM_WRITE_OPTIONS' }));
  });
});
