import * as tf from '@tensorflow/tfjs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cosine, expectCodedError, gradientError, relativeError } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTotalFmWeights, totalFmTable } from './encoder/weights.ts';
import { forward, gradients, python, reference, runTwin, setUp } from './test-support/twin.ts';

describe.skipIf(!python)('totalfm beside its twin (skipped without TOTALFM_TRANSFORMERS_PYTHON)', () => {
  let twin: ReturnType<typeof runTwin>;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    twin = runTwin({ ...reference.config, size: [16, 12, 8], dim: 24, heads: 4, hidden: 40, width: 16 });
    // Python takes tens of seconds to import torch where other work is done.
  }, 180_000);
  afterAll(() => rm(dirname(twin.weights), { recursive: true }));

  it('reads its weights and gives the same vectors and gradients', async () => {
    const { options, size } = setUp(twin.expected);
    const values = await readTotalFmWeights({ file: twin.weights }, options, size);
    const found = await forward(twin.expected, values);
    expect(cosine(found, twin.expected.latents)).toBeGreaterThan(0.99999);
    expect(relativeError(found, twin.expected.latents)).toBeLessThan(1e-4);
    const table = totalFmTable(options, size);
    expect(gradientError(twin.expected.gradients, table, gradients(twin.expected, values))).toBeLessThan(1e-4);
  });

  it('finds tensors by the names that a user says, and tells which it does not know', async () => {
    const { options, size } = setUp(twin.expected);
    const names = join(dirname(twin.weights), 'names.json');
    const read = async (map: unknown) => {
      await writeFile(names, JSON.stringify(map));
      return readTotalFmWeights({ file: twin.weights, names }, options, size);
    };
    // Two tensors of one shape change places.
    const swapped = await read({ 'stem.2.weight': 'norm.weight', 'norm.weight': 'stem.2.weight' });
    const plain = await readTotalFmWeights({ file: twin.weights }, options, size);
    expect(swapped['norm/gain']).toEqual(plain['stem/norm1/gain']);
    await expectCodedError(read({ 'norm.weigth': 'a' }), 'TFM_TOTALFM_NAMES');
    await expectCodedError(read(['norm.weight']), 'TFM_TOTALFM_NAMES');
    await expectCodedError(read({ 'norm.weight': 'nowhere' }), 'TFM_NETWORK_WEIGHTS');
  });
});
