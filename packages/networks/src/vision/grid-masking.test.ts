import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { gridMasking } from './grid-masking.ts';
import { tubeMask, visibleTokens } from './tube-mask.ts';

describe('tube masking', () => {
  const grid = [4, 4, 4] as const;

  it('keeps a tenth of the columns, whole along z, and names every token once', () => {
    const order = tubeMask(grid, 0.9, createRandom(1));
    const visible = Array.from(order.subarray(0, visibleTokens(grid, 0.9)));
    expect(visible).toHaveLength(8);
    expect(new Set(order).size).toBe(64);
    const columns = visible.map((token) => token % 16);
    for (const column of new Set(columns)) expect(columns.filter((c) => c === column)).toHaveLength(4);
  });

  it('shows every column equally often', () => {
    const random = createRandom(2);
    const seen = new Array(16).fill(0);
    for (let i = 0; i < 4000; i++) for (const token of tubeMask(grid, 0.9, random).subarray(0, 2)) seen[token % 16]++;
    for (const count of seen) expect(Math.abs(count - 500)).toBeLessThan(100);
  });

  it('shows one tube at least, and may hide none', () => {
    const hidden = (...[grid, ratio]: Parameters<typeof visibleTokens>) =>
      gridMasking(grid, ratio, { inputs: () => ({}), feeds: () => ({}) }).masked;
    expect(hidden([2, 2, 2], 0.9)).toBe(6);
    expect(hidden([4, 4, 4], 0.1)).toBe(8);
    expect(hidden([2, 2, 2], 0.1)).toBe(0);
    expect(hidden([1, 1, 8], 0.9)).toBe(0);
  });
});
