import * as tf from '@tensorflow/tfjs';
import { isTotalFmError } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { useEagerBackend } from './eager-backend.ts';

describe('eager backends', () => {
  it('runs on plain JavaScript everywhere', async () => {
    await useEagerBackend('cpu');
    expect(tf.getBackend()).toBe('cpu');
  });

  it.each(['wasm', 'node-gpu'] as const)('%s runs, or says how to install it', async (kind) => {
    const error = await useEagerBackend(kind).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) expect(Array.from(tf.add(1, 1).dataSync())).toEqual([2]);
    else
      expect(isTotalFmError(error) && [error.code, error.fix]).toEqual([
        'TFM_ENGINE_MISSING',
        expect.stringContaining('npm install @tensorflow/'),
      ]);
  });
});
