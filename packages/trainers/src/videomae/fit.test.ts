import type { MaskedVision, PretrainParts, Triple, VisionEncoder } from '@totalfm/core';
import { testAnatomy } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { videomae, videomaeOptions } from './index.ts';

const parts = (grid?: Triple): PretrainParts => ({
  anatomy: testAnatomy,
  vision: { masked: grid && ({ grid } as MaskedVision) } as VisionEncoder,
});

describe('before any volume is read', () => {
  const fit = async (grid: Triple | undefined, maskRatio = 0.9, own: object = {}) =>
    (await videomae.create({ options: videomaeOptions.parse({ maskRatio, ...own }), needs: {}, references: {} })).fit?.(
      parts(grid),
    );

  it('an encoder without tokens is refused', async () => {
    await expect(fit(undefined)).rejects.toMatchObject({ code: 'TFM_TRAIN_NOT_MASKABLE' });
  });

  it('a mask that hides nothing is refused; one tube is always seen', async () => {
    await fit([2, 2, 2]);
    await fit([4, 4, 4], 0.1);
    await expect(fit([1, 1, 8])).rejects.toMatchObject({ code: 'TFM_TRAIN_NOTHING_MASKED' });
    await expect(fit([2, 2, 2], 0.1)).rejects.toMatchObject({ code: 'TFM_TRAIN_NOTHING_MASKED' });
  });

  it('micro-batches divide the batch', async () => {
    await fit([2, 2, 2], 0.9, { batch: 12, microBatch: 4 });
    await expect(fit([2, 2, 2], 0.9, { batch: 12, microBatch: 5 })).rejects.toMatchObject({
      code: 'TFM_TRAIN_MICRO_BATCH',
    });
  });
});
