import type { Triple } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { networkView, readView } from './array-view.ts';
import { resampledShape, separateAxis } from './axis-taps.ts';
import { cropToBody, cropToNonzero } from './crop.ts';
import { mergeLogits } from './merge-windows.ts';
import { createRestorer } from './restore.ts';
import { gaussianWeights, windowStarts } from './windows.ts';

describe('windows', () => {
  it('lie as nnU-Net lays them, and cover every place', () => {
    expect(windowStarts(110, 64, 0.5)).toEqual([0, 23, 46]);
    for (const [length, patch] of [
      [64, 64],
      [65, 64],
      [301, 96],
      [97, 96],
      [128, 33],
    ]) {
      const starts = windowStarts(length, patch, 0.5);
      expect(starts[0]).toBe(0);
      expect(starts.at(-1)).toBe(length - patch);
      starts.slice(1).forEach((start, index) => expect(start - starts[index]).toBeLessThanOrEqual(patch / 2));
    }
  });

  it('weigh something everywhere, most in the middle', () => {
    for (const patch of [1, 7, 16, 33, 192]) {
      const weights = gaussianWeights(patch);
      expect(Math.min(...weights)).toBeGreaterThan(1e-5);
      expect(weights.indexOf(Math.max(...weights))).toBe(Math.floor(patch / 2));
    }
  });

  it('that agree are merged to what they say', () => {
    const shape: Triple = [7, 5, 6];
    const patch: Triple = [4, 3, 6];
    const starts = shape.map((n, axis) => windowStarts(n, patch[axis], 0.5));
    const logit = (channel: number, z: number, y: number, x: number) => channel * 100 + z * 17 - y * 5 + x * 3;
    const merger = mergeLogits({ shape, patch, starts }, 2);
    let next = 0;
    for (const [index, z0] of starts[0].entries()) {
      for (const y0 of starts[1]) {
        const window: number[] = [];
        for (let channel = 0; channel < 2; channel++)
          for (let z = 0; z < 4; z++)
            for (let y = 0; y < 3; y++) for (let x = 0; x < 6; x++) window.push(logit(channel, z0 + z, y0 + y, x));
        merger.add(window, [z0, y0, 0]);
      }
      for (; next < (starts[0][index + 1] ?? shape[0]); next++) {
        const plane = merger.finish(next);
        const expected = [0, 1].flatMap((channel) =>
          Array.from({ length: 30 }, (_, at) => logit(channel, next, Math.floor(at / 6), at % 6)),
        );
        Array.from(plane.data).forEach((value, at) => expect(value).toBeCloseTo(expected[at], 3));
      }
    }
    expect(next).toBe(7);
  });
});

describe('a network’s view of a volume', () => {
  const size: Triple = [2, 3, 4];
  const data = Int16Array.from({ length: 24 }, (_, i) => i);
  const stored = { size, spacing: [1, 2, 3] as Triple, direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };

  it('is (z, y, x) as stored, turned to RAS where the plans say so, and in the order of their axes', () => {
    const plain = networkView(stored, { reorient: false, transpose: [0, 1, 2] });
    expect(readView(data, plain)).toEqual(Float32Array.from(data));
    expect(plain.spacing).toEqual([3, 2, 1]);
    const ras = networkView(stored, { reorient: true, transpose: [0, 1, 2] });
    expect(readView(data, ras).slice(0, 6)).toEqual(Float32Array.of(5, 4, 3, 2, 1, 0));
    const turned = networkView(stored, { reorient: false, transpose: [2, 0, 1] });
    expect(turned.shape).toEqual([2, 4, 3]);
    expect(readView(data, turned).slice(0, 3)).toEqual(Float32Array.of(0, 2, 4));
  });

  it('is cut to what is not 0, and to the body', () => {
    const ct = new Int16Array(1000);
    ct.fill(-1000, 100, 900);
    for (let y = 3; y < 6; y++) ct.fill(40, 510 + 10 * (y - 3), 515 + 10 * (y - 3));
    const view = networkView(
      { size: [10, 10, 10], spacing: [10, 10, 10], direction: stored.direction },
      { reorient: false, transpose: [0, 1, 2] },
    );
    expect(cropToNonzero(ct, view).shape).toEqual([8, 10, 10]);
    expect(cropToBody(ct, cropToNonzero(ct, view)).shape).toEqual([3, 5, 6]);
    expect(cropToNonzero(new Int16Array(1000), view).shape).toEqual([10, 10, 10]);
  });
});

describe('resampling', () => {
  it('rounds shapes half to even, and finds the coarse axis', () => {
    expect(resampledShape([5, 5, 7], [1, 3, 1], [2, 2, 2])).toEqual([2, 8, 4]);
    const plain = { order: 3, order_z: 0, force_separate_z: null };
    expect(separateAxis([5, 1, 1], [3, 1, 1], plain)).toBe(0);
    expect(separateAxis([2, 1, 1], [1, 1, 4], plain)).toBe(2);
    expect(separateAxis([1, 5, 5], [1, 5, 5], plain)).toBeUndefined();
    expect(separateAxis([5, 1, 1], [5, 1, 1], { ...plain, force_separate_z: false })).toBeUndefined();
  });

  it('of logits is the largest of their linear mean, also where no element around says so', () => {
    // Between a label 1 and a label 2 lies a 3 that is second in both.
    const logits = [Float32Array.of(0, 4, 0, 3.5), Float32Array.of(0, 0, 4, 3.5)];
    const rows: number[] = [];
    const restorer = createRestorer({
      from: [2, 1, 1],
      to: [4, 1, 2],
      labels: { heads: 4, names: new Map() },
      write: (_, labels) => rows.push(...labels),
    });
    logits.forEach((data, index) =>
      restorer.add({ index, answer: { kind: 'logits', data, offset: 0, channelStride: 1, rowStride: 1 } }),
    );
    expect(rows).toEqual([1, 1, 3, 3, 3, 3, 2, 2]);
  });
});
