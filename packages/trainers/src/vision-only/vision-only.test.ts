import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTensorFiles, writeCheckpoint } from '@totalfm/compute';
import type { MaskedVision, ParameterSpecs, TextEncoder, TrainContext, VisionEncoder } from '@totalfm/core';
import { expectCodedError, pairReader, testAnatomy, testPairs } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { visionOnly } from './index.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-vision-only-'));
afterAll(() => rm(dir, { recursive: true }));

const specs: ParameterSpecs = { weight: { shape: [2, 3], initial: { normal: 1 }, decay: true } };
const vision = {
  width: 3,
  parameters: { ...specs, 'pool/weight': { shape: [3, 3], initial: { normal: 1 }, decay: true } },
  masked: { parameters: specs } as MaskedVision,
} as Partial<VisionEncoder> as VisionEncoder;
const text = { width: 7 } as Partial<TextEncoder> as TextEncoder;
const pairs = testPairs({ exams: 5 });
const context = (outDir: string, more: Partial<TrainContext> = {}) =>
  ({
    ...{ seed: 1, workDir: dir, outDir, metrics: { log() {} }, progress: { update() {}, warn() {} } },
    ...{ anatomy: testAnatomy, vision, text, pairs: pairReader(pairs), ...more },
  }) as TrainContext;
const trainer = await visionOnly.create({ options: {}, needs: {}, references: {} });
const taken = async (name: string, more: Partial<TrainContext> = {}) => {
  await trainer.train(context(join(dir, name), more));
  return readTensorFiles(join(dir, name, 'model.safetensors'));
};

describe('vision alone', () => {
  it('is what pretraining left, without a head and whatever the widths are', async () => {
    const from = join(dir, 'pretrained');
    const values = { 'vision/weight': Float32Array.from([1, 2, 3, 4, 5, 6]) };
    const definition = { parameters: { 'vision/weight': specs.weight } };
    await writeCheckpoint(context(from), { trainer: 'videomae', definition, values, steps: 5, samples: 5 });
    trainer.fit?.({ anatomy: testAnatomy, vision, text });
    const tensors = await taken('taken', { from });
    expect(Object.keys(tensors)).toEqual(['vision/weight']);
    expect([...tensors['vision/weight'].data]).toEqual([1, 2, 3, 4, 5, 6]);
    const manifest = JSON.parse(await readFile(join(dir, 'taken', 'checkpoint.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ trainer: 'vision-only', steps: 0 });
    expect(manifest).not.toHaveProperty('scale');
    expect(trainer.learns).toBe(false);
  });

  it('is the encoder as it starts where nothing was pretrained', async () => {
    const [one, same, other] = [await taken('one'), await taken('same'), await taken('other', { seed: 2 })];
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('starts with what is measured, on training volumes alone, as pretraining does', async () => {
    const seen: unknown[] = [];
    const measured: VisionEncoder['measured'] = async (volumes) => {
      for await (const volume of volumes) seen.push(volume);
      return { weight: Float32Array.of(6, 5, 4, 3, 2, 1) };
    };
    const tensors = await taken('measured', { vision: { ...vision, measured } });
    expect([...tensors['vision/weight'].data]).toEqual([6, 5, 4, 3, 2, 1]);
    const training = pairs.filter(({ row }) => row.split === 'train' && row.doubts.length === 0);
    expect(new Set(seen)).toEqual(new Set(training.map(({ volume }) => volume)));
  });

  it('is refused where pretraining would train nothing', async () => {
    const tokenless = { ...vision, masked: undefined };
    await expectCodedError(
      Promise.resolve().then(() => trainer.fit?.({ anatomy: testAnatomy, vision: tokenless, text })),
      'TFM_TRAIN_NOT_MASKABLE',
    );
  });
});
