import { createRandom, type Triple } from '@totalfm/core';
import { expect, it } from 'vitest';
import { labelRuns } from './label-runs.ts';

const random = createRandom(5);

it('finds the same runs four bytes at once as one label at a time', () => {
  for (const size of [
    [1, 3, 2],
    [7, 5, 3],
    [16, 4, 4],
    [37, 6, 2],
  ] as Triple[]) {
    const voxels = size[0] * size[1] * size[2];
    for (const offset of [0, 1, 4]) {
      const bytes = new Uint8Array(new ArrayBuffer(voxels + offset), offset);
      for (let at = 0; at < voxels; ) {
        const [label, length] = [[0, 0, 1, 200, 255][random.integer(5)], 1 + random.integer(20)];
        bytes.fill(label, at, (at += length));
      }
      expect(labelRuns(bytes, size)).toEqual(labelRuns(Uint16Array.from(bytes), size));
    }
  }
});
