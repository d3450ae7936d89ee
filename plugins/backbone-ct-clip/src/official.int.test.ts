import * as tf from '@tensorflow/tfjs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cosine, gradientError, relativeError } from '@totalfm/testing';
import { forward, gradients, setUp } from './test-support/compare.ts';
import { python, reference, runOfficial, sources, type Expected } from './test-support/official.ts';
import { readWeights } from '@totalfm/compute';
import { ctClipTable, publishedCtClip } from './weights.ts';

const config: Expected['config'] = {
  ...reference.config,
  size: [12, 12, 9],
  patch: [3, 3, 3],
  dim: 24,
  heads: 3,
  headDim: 8,
  codebook: 128,
  width: 24,
  spatialDepth: 3,
};

describe.skipIf(!python || !sources)(
  'ct-clip beside the official code (skipped without TOTALFM_TRANSFORMERS_PYTHON and TOTALFM_CT_CLIP_SOURCES)',
  () => {
    let official: ReturnType<typeof runOfficial>;
    beforeAll(async () => {
      await tf.setBackend('cpu');
      official = runOfficial(config);
      // Python takes tens of seconds to import torch and transformers where other work is done.
    }, 180_000);
    afterAll(() => rm(dirname(official.weights), { recursive: true }));

    it('reads its weights and gives the same tokens, codes, vectors and gradients', async () => {
      const { weights, expected } = official;
      const { options, size } = setUp(expected);
      const values = publishedCtClip(options, size).values(await readWeights(weights), weights);
      const found = await forward(expected, values);
      expect(relativeError(found.tokens, expected.tokens)).toBeLessThan(1e-4);
      expect([...found.codes]).toEqual(expected.codes);
      expect(cosine(found.latents, expected.latents)).toBeGreaterThan(0.99999);
      expect(relativeError(found.latents, expected.latents)).toBeLessThan(1e-4);
      expect(gradientError(expected.gradients, ctClipTable(options, size), gradients(expected, values))).toBeLessThan(
        1e-4,
      );
    });

    it('says which file is needed where another is given', async () => {
      const { options, size } = setUp(official.expected);
      const tensors = await readWeights(official.weights);
      const deeper = publishedCtClip({ ...options, spatialDepth: 4 }, size);
      expect(() => deeper.values(tensors, official.weights)).toThrow(
        expect.objectContaining({
          code: 'TFM_CHECKPOINT_MISMATCH',
          fix: expect.stringContaining('models/CT-CLIP_v2.pt') as string,
        }) as Error,
      );
    });
  },
);
