import { voxelToWorld, type Volume } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import expected from '../test-support/centred-grids.json' with { type: 'json' };
import { resampleCentred } from './centred.ts';

const scan: Volume<Float32Array> = {
  data: Float32Array.from({ length: 7 * 5 * 4 }, (_, i) => {
    const [x, y, z] = [i % 7, Math.floor(i / 7) % 5, Math.floor(i / 35)];
    return ((x * x * 37 + y * 101 + z * z * 59) % 701) - 300;
  }),
  size: [7, 5, 4],
  spacing: [2, 2, 3],
  origin: [10, 20, 30],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

describe('a scan on a grid around its middle', () => {
  it.each([
    ['centres', 'MONAI', expected.monai, -1024],
    ['faces', 'torch', expected.torch, -1000],
  ] as const)('has with aligned %s the HU of %s', (align, _, numbers, fill) => {
    const { data, size } = resampleCentred(scan, { size: [4, 5, 6], spacing: [3, 2.5, 2], align, fill });
    expect(size).toEqual([4, 5, 6]);
    data.forEach((hu, i) => expect(Math.abs(hu - numbers[i]), String(i)).toBeLessThan(0.02));
  });

  it('keeps every voxel in its place in the patient, whatever is cut off or added', () => {
    for (const [size, align] of [
      [[3, 9, 2], 'centres'],
      [[8, 2, 7], 'faces'],
    ] as const) {
      const found = resampleCentred(scan, { size, spacing: scan.spacing, align, fill: 7 });
      const back = new Map<string, number>();
      scan.data.forEach((hu, i) =>
        back.set(voxelToWorld(scan, [i % 7, Math.floor(i / 7) % 5, Math.floor(i / 35)]).join(), hu),
      );
      let inside = 0;
      found.data.forEach((hu, i) => {
        const at = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / size[0] / size[1])] as const;
        const there = back.get(voxelToWorld(found, at).join());
        if (there !== undefined) inside++;
        expect(hu).toBe(there ?? 7);
      });
      expect(inside).toBe([0, 1, 2].reduce((product, axis) => product * Math.min(size[axis], scan.size[axis]), 1));
    }
  });
});
