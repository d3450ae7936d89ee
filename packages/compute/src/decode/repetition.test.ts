import { describe, expect, it } from 'vitest';
import { cycleOf } from './repetition.ts';

const times = (count: number, ids: readonly number[]) => Array.from({ length: count }, () => ids).flat();

describe('a text that goes round in circles', () => {
  it('is told by the shortest cycle that it ends in', () => {
    expect(cycleOf(times(24, [7]))).toBe(1);
    expect(cycleOf([1, 2, 3, ...times(8, [4, 5, 6])])).toBe(3);
    const sentence = Array.from({ length: 20 }, (_, i) => i);
    expect(cycleOf([99, ...times(4, sentence)])).toBe(20);
    expect(cycleOf([...times(4, sentence), 0, 1, 2])).toBe(20);
  });

  it('is no text that repeats itself a little', () => {
    expect(cycleOf([])).toBeUndefined();
    expect(cycleOf(times(23, [7]))).toBeUndefined();
    const sentence = Array.from({ length: 20 }, (_, i) => i);
    expect(cycleOf(times(3, sentence))).toBeUndefined();
    expect(cycleOf([...times(30, [7]), 8])).toBeUndefined();
  });
});
