import { voxelCount, type Triple, type Volume } from '@totalfm/core';
import { bench, describe } from 'vitest';
import { labelBoxes, reorient, resampleToSize, resampleToSpacing } from '../index.ts';

const size: Triple = [256, 256, 200];
const data = new Int16Array(voxelCount(size));
for (let voxel = 0; voxel < data.length; voxel++) data[voxel] = (voxel * 7919) % 2000;
const volume: Volume<Int16Array> = {
  data,
  size,
  spacing: [0.7, 0.7, 1],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};
const labels = { ...volume, data: new Uint8Array(data.length) };
for (let voxel = 0; voxel < data.length; voxel++) labels.data[voxel] = (voxel >> 6) % 5;
const options = { iterations: 5, time: 0 };

/** The plainest loop over the same voxels: what the others are measured by. */
describe('13 million voxels', () => {
  bench('one pass: copy', () => void data.slice(), options);
  bench(
    'one pass: sum',
    () => {
      let sum = 0;
      for (let voxel = 0; voxel < data.length; voxel++) sum += data[voxel];
      if (sum === 1) throw new Error('unreachable');
    },
    options,
  );
  bench('to 1.5 mm, trilinear', () => void resampleToSpacing(volume, [1.5, 1.5, 1.5], 'trilinear'), options);
  bench('to 1.5 mm, area', () => void resampleToSpacing(volume, [1.5, 1.5, 1.5], 'area'), options);
  bench('to 1.5 mm, nearest', () => void resampleToSpacing(volume, [1.5, 1.5, 1.5], 'nearest'), options);
  bench('to 32 × 32 × 32, area', () => void resampleToSize(volume, [32, 32, 32], 'area'), options);
  bench('reorient', () => void reorient({ ...volume, direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1] }), options);
  bench('boxes of all labels', () => void labelBoxes(labels), options);
});
