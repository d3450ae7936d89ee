import { createRandom } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { layIntoRows, meanOfItems, ownersOf, toItems, withinItems } from './rows.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('items in rows', () => {
  it('lie apart, each within one row, whole where there is room', () => {
    const random = createRandom(1);
    for (let trial = 0; trial < 200; trial++) {
      const slots = { rows: 4, length: 32 };
      const wanted = Array.from({ length: 12 }, () => 1 + random.integer(trial < 100 ? 8 : 40));
      const { starts, counts } = layIntoRows(wanted, slots);
      const taken = starts.flatMap((start, item) => Array.from({ length: counts[item] }, (_, k) => start + k));
      expect(new Set(taken).size).toBe(taken.length);
      expect(Math.max(...taken)).toBeLessThan(128);
      starts.forEach((start, item) => expect(Math.floor(start / 32)).toBe(Math.floor((start + counts[item] - 1) / 32)));
      if (trial < 100) expect(counts).toEqual(wanted);
      // Whoever is cut is cut to one length, and nobody shorter is.
      const most = Math.max(...counts);
      wanted.forEach((count, item) => expect(counts[item]).toBe(Math.min(count, most)));
    }
  });

  it('come in whole blocks where these are asked for', () => {
    const { starts, counts } = layIntoRows([16, 24, 40, 8, 40], { rows: 2, length: 48 }, 8);
    for (const value of [...starts, ...counts]) expect(value % 8).toBe(0);
    expect(counts.reduce((a, b) => a + b)).toBeGreaterThan(72);
  });

  it('are attended to, summed up and told of by themselves', () => {
    const slots = { rows: 2, length: 3 };
    const laid = { starts: [0, 2, 3], counts: [2, 1, 2] };
    const owner = tf.tensor3d(ownersOf(laid, slots), [2, 3, 3]);
    const bias = Array.from(withinItems(owner).dataSync());
    expect(bias.map((value) => value === 0)).toEqual(
      [
        [1, 1, 0, 1, 1, 0, 0, 0, 1],
        [1, 1, 0, 1, 1, 0, 0, 0, 0],
      ]
        .flat()
        .map(Boolean),
    );
    const values = tf.tensor2d([1, 3, 5, 7, 9, 100], [6, 1]);
    expect(Array.from(meanOfItems(owner, values).dataSync())).toEqual([2, 5, 8]);
    expect(Array.from(toItems(owner, tf.tensor2d([10, 20, 30], [3, 1])).dataSync())).toEqual([10, 10, 20, 30, 30, 0]);
  });
});
