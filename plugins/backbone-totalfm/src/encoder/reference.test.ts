import * as tf from '@tensorflow/tfjs';
import { fromTorch } from '@totalfm/networks';
import { cosine, gradientError, madeUpTensor, relativeError } from '@totalfm/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { forward, gradients, reference, setUp } from '../test-support/twin.ts';
import { totalFmTable } from './weights.ts';

beforeAll(() => tf.setBackend('cpu'));

/** `reference.json` is what `totalfm_twin.py` wrote; weights and volumes are made up here as there. */
describe('totalfm beside the numbers of its twin in PyTorch', () => {
  const { options, size } = setUp(reference);
  const table = totalFmTable(options, size);
  const tensors = Object.fromEntries(table.map((tensor) => [tensor.name, madeUpTensor(tensor)]));
  const values = fromTorch(table, tensors, { file: 'made-up', source: '' });

  it('gives the same vectors', async () => {
    const found = await forward(reference, values);
    expect(cosine(found, reference.latents)).toBeGreaterThan(0.999999);
    expect(relativeError(found, reference.latents)).toBeLessThan(1e-5);
  });

  it('gives the same gradients', () => {
    expect(gradientError(reference.gradients, table, gradients(reference, values))).toBeLessThan(1e-4);
  });
});
