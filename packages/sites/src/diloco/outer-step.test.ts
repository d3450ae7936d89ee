import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { clipped, differenceOf, packValues, plainly, sumOf, unpackValues } from './difference.ts';
import { meanOf, outerStep, type OuterState } from './outer-step.ts';

const values = (...numbers: readonly number[]) => ({ w: Float32Array.from(numbers) });
const numbers = ({ w }: Readonly<Record<string, Float32Array>>) => [...w];

describe('outer steps', () => {
  it('with rate 1 and without momentum are the weighted mean of what sites have', () => {
    const shared = values(1, 2);
    const sites = [values(3, 2), values(0, 6)];
    const sent = sites.map((site, index) => ({ values: differenceOf(shared, site), weight: index === 0 ? 3 : 1 }));
    const { values: joint } = outerStep({ values: shared, momentum: {} }, sent, { lr: 1, momentum: 0 });
    expect(numbers(joint)).toEqual([2.25, 3]);
    expect(numbers(meanOf(sites.map((site, index) => ({ values: site, weight: index === 0 ? 3 : 1 }))))).toEqual([
      2.25, 3,
    ]);
  });

  it('are those of torch.optim.SGD(lr=0.7, momentum=0.9, nesterov=True)', () => {
    // By hand from PyTorch’s formula: w = 1, gradients 0.5, −0.25, 1.
    let state: OuterState = { values: values(1), momentum: {} };
    const reached: number[] = [];
    for (const gradient of [0.5, -0.25, 1]) {
      state = outerStep(state, [{ values: values(gradient), weight: 1 }], { lr: 0.7, momentum: 0.9 });
      reached.push(state.values.w[0]);
    }
    expect(reached[0]).toBeCloseTo(0.335, 6);
    expect(reached[1]).toBeCloseTo(0.384, 6);
    expect(reached[2]).toBeCloseTo(-1.0594, 6);
  });
});

describe('differences', () => {
  it('travel as they are, or at most half a step of 127 off', () => {
    const sent = values(0.5, -1.27, 0.001, 0);
    expect(unpackValues(packValues(sent, plainly), 'none')).toEqual(sent);
    const packed = packValues(sent, { compress: 'int8', share: 1 });
    expect(packed.length).toBeLessThan(packValues(sent, plainly).length);
    numbers(unpackValues(packed, 'int8')).forEach((value, at) =>
      expect(Math.abs(value - sent.w[at])).toBeLessThanOrEqual(0.005),
    );
  });

  it('travel by their largest numbers alone, and what is left out comes later', () => {
    const random = createRandom('top-k');
    const sent = { w: Float32Array.from({ length: 1000 }, () => random.normal()), b: Float32Array.of(0, -3) };
    const packed = packValues(sent, { compress: 'top-k', share: 0.02 });
    const { w, b } = unpackValues(packed, 'top-k');
    expect([...b]).toEqual([0, -3]);
    const kept = [...w].flatMap((value, at) => (value === 0 ? [] : [at]));
    expect(kept).toHaveLength(20);
    const least = Math.min(...kept.map((at) => Math.abs(w[at])));
    expect([...sent.w].filter((value) => Math.abs(value) > least)).toHaveLength(19);
    expect(packed.length).toBeLessThan(packValues(sent, plainly).length / 10);
    const rest = differenceOf(sent, unpackValues(packed, 'top-k'));
    expect(sumOf(rest, unpackValues(packed, 'top-k'))).toEqual(sent);
  });

  it('are clipped to a norm, with noise of a deviation that is told', () => {
    expect(numbers(clipped(values(3, 4), { clip: 1, noise: 0 }, 'a'))[1]).toBeCloseTo(0.8);
    expect(clipped(values(0.3, 0.4), { clip: 1, noise: 0 }, 'a')).toEqual(values(0.3, 0.4));
    const many = { w: new Float32Array(20_000) };
    many.w[0] = 1e-9;
    const { w } = clipped(many, { clip: 2, noise: 0.5 }, 'b');
    const deviation = Math.sqrt(w.reduce((sum, value) => sum + value ** 2, 0) / w.length);
    expect(deviation).toBeCloseTo(1, 1);
  });
});
