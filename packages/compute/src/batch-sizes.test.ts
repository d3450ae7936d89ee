import { describe, expect, it } from 'vitest';
import { batchSizes, fittingBatch } from './batch-sizes.ts';

describe('batches of an encoder', () => {
  it('hold every item once, and come in few sizes', () => {
    for (const most of [1, 4, 24, 32])
      for (let count = 0; count <= 100; count++) {
        const sizes = batchSizes(count, most);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
        expect(sizes.every((size) => size === most || (size < most && Number.isInteger(Math.log2(size))))).toBe(true);
        expect(sizes.filter((size) => size !== most).length).toBeLessThanOrEqual(Math.ceil(Math.log2(most)));
      }
  });

  it('are of one item where an encoder is as large as the original', () => {
    const of = (parameters: number) =>
      fittingBatch({ weight: { shape: [parameters], initial: { constant: 0 }, decay: false } });
    expect([of(300_000), of(4_000_000), of(16_000_000), of(170_000_000)]).toEqual([32, 4, 1, 1]);
  });
});
