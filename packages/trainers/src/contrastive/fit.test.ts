import type { TrainParts } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { contrastive } from './index.ts';
import { contrastiveOptions } from './options.ts';

const parts = { vision: { width: 8 }, text: { width: 8 } } as TrainParts;

describe('before any pair is read', () => {
  it('is called zero-shot by default, and never with a classifier of findings', async () => {
    const protocol = async (own: object) =>
      (await contrastive.create({ options: contrastiveOptions.parse(own), needs: {}, references: {} })).protocol;
    expect([await protocol({}), await protocol({ findingLoss: 0.1 })]).toEqual(['contrast', 'closed']);
  });

  it('micro-batches divide the batch', async () => {
    const fit = async (own: object) =>
      (await contrastive.create({ options: contrastiveOptions.parse(own), needs: {}, references: {} })).fit?.(parts);
    await fit({ batch: 12, microBatch: 4 });
    await fit({ batch: 12 });
    await expect(fit({ batch: 12, microBatch: 5 })).rejects.toMatchObject({
      code: 'TFM_TRAIN_MICRO_BATCH',
      where: { option: 'align.microBatch' },
    });
    await expect(fit({ batch: 12, microBatch: 24 })).rejects.toMatchObject({ code: 'TFM_TRAIN_MICRO_BATCH' });
  });
});
