import * as tf from '@tensorflow/tfjs';
import { fromTorch } from '@totalfm/networks';
import { beforeAll, describe, expect, it } from 'vitest';
import { cosine, forward, gradientError, relativeError, setUp } from './test-support/compare.ts';
import { madeUpTensor } from './test-support/made-up.ts';
import { reference } from './test-support/official.ts';
import { ctClipTable } from './weights.ts';

beforeAll(() => tf.setBackend('cpu'));

/** `reference.json` is what `ct_clip.py` wrote with the official code; weights and volumes are made up here as there. */
describe('ct-clip beside the numbers of the official code', () => {
  const { options, size } = setUp(reference);
  const table = ctClipTable(options, size);
  const tensors = Object.fromEntries(table.map((tensor) => [tensor.name, madeUpTensor(tensor)]));
  const values = fromTorch(table, tensors, { file: 'made-up', source: '' });

  it('gives the same tokens, codes and vectors', async () => {
    const found = await forward(reference, values);
    expect(relativeError(found.tokens, reference.tokens)).toBeLessThan(1e-5);
    expect([...found.codes]).toEqual(reference.codes);
    expect(cosine(found.latents, reference.latents)).toBeGreaterThan(0.999999);
    expect(relativeError(found.latents, reference.latents)).toBeLessThan(1e-5);
  });

  it('gives the same gradients', () => {
    expect(gradientError(reference, table, values)).toBeLessThan(1e-4);
  });
});
