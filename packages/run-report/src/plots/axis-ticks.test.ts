import { expect, it } from 'vitest';
import { axisTicks, isWide } from './axis-ticks.ts';

it('a logarithmic axis is for positive numbers of more than a decade', () => {
  expect([[0.01, 1], [1, 10], [0, 100], [5]].map(isWide)).toEqual([true, false, false, false]);
});

it('ticks stand at what is plotted, without those that would run into another', () => {
  expect(axisTicks([1, 0.2, 0.05, 0.01, 0.2], 'log', 288)).toEqual([0.01, 0.05, 0.2, 1]);
  expect(axisTicks([1000, 1010, 2000], 'linear', 288)).toEqual([1000, 2000]);
  expect(axisTicks([7], 'linear', 288)).toEqual([7]);
});
