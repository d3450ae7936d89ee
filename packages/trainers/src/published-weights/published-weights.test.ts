import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafetensors, matchParameters, readTensorFiles } from '@totalfm/compute';
import type { ParameterSpecs, PublishedWeights, TextEncoder, TrainContext, VisionEncoder } from '@totalfm/core';
import { expectCodedError, testAnatomy } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedWeights, publishedWeightsOptions } from './index.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-published-'));
afterAll(() => rm(dir, { recursive: true }));

/** Encoders of one matrix each, which their authors call `image.proj` and `words.proj`, and their temperature `logit_scale`. */
const specs: ParameterSpecs = { weight: { shape: [2, 3], initial: { constant: 0 }, decay: true } };
const published = (prefix: string): PublishedWeights => ({
  source: `It is read from ${prefix}pt of nobody/model.`,
  values(tensors, file) {
    const name = `${prefix}proj`;
    return { weight: matchParameters({ [name]: specs.weight }, tensors, file)[name] };
  },
  head: ({ logit_scale: scale }) => ({ scale: Math.exp(scale.data[0]), bias: 0 }),
});
const vision = {
  width: 3,
  parameters: specs,
  published: published('image.'),
} as Partial<VisionEncoder> as VisionEncoder;
const text: TextEncoder = {
  width: 3,
  train: async () => new TextEncoderOfPlatform().encode('{}'),
  load: async () => ({ width: 3, parameters: specs, published: published('words.') }) as never,
};
const TextEncoderOfPlatform = globalThis.TextEncoder;

const tensor = (first: number) => ({ shape: [2, 3], data: Float32Array.from({ length: 6 }, (_, i) => first + i) });
const file = join(dir, 'model.safetensors');
beforeAll(() =>
  writeFile(
    file,
    encodeSafetensors({
      'image.proj': tensor(0),
      'words.proj': tensor(10),
      'other.part': tensor(20),
      logit_scale: { shape: [], data: Float32Array.of(Math.log(5)) },
    }),
  ),
);

const needs = { privacy: { remote: 'refuse' }, workspace: { cacheDir: dir, workers: 1, record() {} } } as const;
const trainer = (options: object) =>
  publishedWeights.create({ options: publishedWeightsOptions.parse(options), needs, references: {} });
const take = async (options: object, parts: Partial<TrainContext> = {}) => {
  const outDir = await mkdtemp(join(dir, 'out-'));
  const sinks = { metrics: { log() {} }, progress: { update() {}, warn() {} } };
  const context = { seed: 1, workDir: dir, outDir, ...sinks, anatomy: testAnatomy, vision, text, ...parts };
  await (await trainer(options)).train(context as TrainContext);
  return outDir;
};

describe('published weights', () => {
  it('become a checkpoint like that of any training, without any exam', async () => {
    const outDir = await take({ file });
    const tensors = await readTensorFiles(join(outDir, 'model.safetensors'));
    expect(Object.keys(tensors).sort()).toEqual(['text/weight', 'vision/weight']);
    expect([tensors['vision/weight'].data[0], tensors['text/weight'].data[0]]).toEqual([0, 10]);
    const manifest = JSON.parse(await readFile(join(outDir, 'checkpoint.json'), 'utf8')) as { scale: number };
    expect(manifest).toMatchObject({ trainer: 'published-weights', steps: 0, bias: 0 });
    expect(manifest.scale).toBeCloseTo(5, 5);
    expect((await trainer({ file })).learns).toBe(false);
  });

  it('are found by other names where a file says which', async () => {
    const names = join(dir, 'names.json');
    const taken = async (map: unknown) => {
      await writeFile(names, JSON.stringify(map));
      return (await readTensorFiles(join(await take({ file, names }), 'model.safetensors')))['vision/weight'].data[0];
    };
    expect(await taken({ 'image.proj': 'other.part' })).toBe(20);
    await expectCodedError(taken({ 'image.proj': 'nowhere' }), 'TFM_TRAIN_NAMES');
    await expectCodedError(taken(['image.proj']), 'TFM_TRAIN_NAMES');
  });

  it('are held to their checksum, and refused for encoders that have none, that do not fit, and from other machines', async () => {
    const own = { ...vision, published: undefined };
    await expectCodedError(
      (async () => (await trainer({ file })).fit?.({ vision: own, text, anatomy: testAnatomy }))(),
    );
    await expectCodedError(take({ file }, { vision: own }), 'TFM_TRAIN_NOT_PUBLISHED');
    await expectCodedError(take({ file, sha256: '0'.repeat(64) }), 'TFM_MODEL_CHECKSUM');
    await expectCodedError(take({ file: join(dir, 'nothing.pt') }), 'TFM_FILE_MISSING');
    await expectCodedError(take({ file: 'hf://nobody/model/model.pt' }), 'TFM_MODEL_CHECKSUM');
    await expectCodedError(take({ file: 'hf://nobody/model/model.pt', sha256: '0'.repeat(64) }), 'TFM_MODEL_REMOTE');
    const elsewhere = 'hf://nobody/model/words.pt';
    await expect(take({ file, textFile: elsewhere })).rejects.toMatchObject({
      code: 'TFM_MODEL_CHECKSUM',
      where: { option: 'align.textSha256' },
      fix: expect.stringContaining('words.pt of nobody/model') as string,
    });
    const renamed = { ...vision, published: published('picture.') };
    await expectCodedError(take({ file }, { vision: renamed }), 'TFM_CHECKPOINT_MISMATCH');
  });
});
