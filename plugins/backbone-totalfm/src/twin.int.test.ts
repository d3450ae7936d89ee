import * as tf from '@tensorflow/tfjs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readWeights } from '@totalfm/compute';
import { cosine, gradientError, relativeError } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedTotalFm, totalFmTable } from './encoder/weights.ts';
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
    const values = publishedTotalFm(options, size).values(await readWeights(twin.weights), twin.weights);
    const found = await forward(twin.expected, values);
    expect(cosine(found, twin.expected.latents)).toBeGreaterThan(0.99999);
    expect(relativeError(found, twin.expected.latents)).toBeLessThan(1e-4);
    const table = totalFmTable(options, size);
    expect(gradientError(twin.expected.gradients, table, gradients(twin.expected, values))).toBeLessThan(1e-4);
  });
});
