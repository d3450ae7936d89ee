import type { MaskedVision, Masking, PretrainParts, VisionEncoder } from '@totalfm/core';
import { testAnatomy } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { videomae, videomaeOptions } from './index.ts';

const masking = (masked: number) => ({ visible: 8, masked }) as Masking;
const parts = (masked?: Partial<MaskedVision>): PretrainParts => ({
  anatomy: testAnatomy,
  vision: { masked } as VisionEncoder,
});

describe('before any volume is read', () => {
  const fit = async (masked?: Partial<MaskedVision>, own: object = {}) =>
    (
      await videomae.create({ options: videomaeOptions.parse({ maskRatio: 0.3, ...own }), needs: {}, references: {} })
    ).fit?.(parts(masked));

  it('an encoder without tokens is refused', async () => {
    await expect(fit()).rejects.toMatchObject({ code: 'TFM_TRAIN_NOT_MASKABLE' });
  });

  it('a mask that hides nothing is refused', async () => {
    const asked: number[] = [];
    await fit({ masking: (ratio) => (asked.push(ratio), masking(1)) });
    expect(asked).toEqual([0.3]);
    await expect(fit({ masking: () => masking(0) })).rejects.toMatchObject({ code: 'TFM_TRAIN_NOTHING_MASKED' });
  });

  it('micro-batches divide the batch', async () => {
    await fit({ masking: () => masking(1) }, { batch: 12, microBatch: 4 });
    await expect(fit({ masking: () => masking(1) }, { batch: 12, microBatch: 5 })).rejects.toMatchObject({
      code: 'TFM_TRAIN_MICRO_BATCH',
    });
  });
});
