import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { greedy, logSumExp, nucleus, softmax } from './choose.ts';

const scores = Float32Array.from([0.1, 0.4, 0.2, 0.3], Math.log);

describe('choosing a token', () => {
  const drawn = (options: Parameters<typeof nucleus>[0], count = 4000) => {
    const choose = nucleus(options, createRandom(1));
    const shares = new Float64Array(4);
    for (let draw = 0; draw < count; draw++) shares[choose(scores)] += 1 / count;
    return Array.from(shares);
  };

  it('takes the likeliest, of several the first', () => {
    expect(greedy(scores)).toBe(1);
    expect(greedy(Float32Array.of(1, 3, 3))).toBe(1);
  });

  it('draws as often as tokens are likely', () => {
    drawn({ topP: 1, temperature: 1 }).forEach((share, id) => expect(share).toBeCloseTo([0.1, 0.4, 0.2, 0.3][id], 1));
  });

  it('draws from the nucleus alone, by its own shares', () => {
    const shares = drawn({ topP: 0.65, temperature: 1 });
    expect([shares[0], shares[2]]).toEqual([0, 0]);
    expect(shares[1]).toBeCloseTo(4 / 7, 1);
    expect(drawn({ topP: 0.3, temperature: 1 })).toEqual([0, 1, 0, 0].map((share) => expect.closeTo(share, 6)));
    expect(drawn({ topP: 0.95, temperature: 1 }).every((share) => share > 0)).toBe(true);
  });

  it('sharpens and flattens by temperature', () => {
    expect(drawn({ topP: 1, temperature: 0.01 })[1]).toBeCloseTo(1, 6);
    drawn({ topP: 1, temperature: 100 }).forEach((share) => expect(share).toBeCloseTo(0.25, 1));
  });

  it('works with scores of any size', () => {
    const large = Float32Array.of(1000, 1000, -1000);
    expect(Array.from(softmax(large))).toEqual([0.5, 0.5, 0]);
    expect(logSumExp(large)).toBeCloseTo(1000 + Math.log(2), 6);
  });
});
