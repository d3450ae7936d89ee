import { describe, expect, it } from 'vitest';
import { measureStructures } from './measure-structures.ts';

const names = new Map([
  [1, 'vertebrae_L1'],
  [2, 'vertebrae_L2'],
  [300, 'aorta'],
]);

describe('structures of a crop', () => {
  // A body of 4 × 3 × 2 voxels with a process of one voxel above it, a body of one voxel, and another organ.
  const size = [6, 4, 4] as const;
  const labels = new Uint16Array(96);
  const place = (x: number, y: number, z: number) => x + 6 * (y + 4 * z);
  for (let z = 0; z < 2; z++) for (let y = 0; y < 3; y++) for (let x = 0; x < 4; x++) labels[place(x, y, z)] = 1;
  labels[place(0, 0, 3)] = 1;
  labels[place(5, 3, 3)] = 2;
  labels[place(5, 3, 0)] = 300;
  labels[place(5, 2, 0)] = 77;
  const measured = measureStructures({ labels, size, voxelMm: [2, 4, 5] }, names, [1, 2]);

  it('are measured in millilitres, and the organ’s by their mean thickness', () => {
    expect(measured).toEqual([
      // 25 voxels: 7 rows along x, 9 along y, 12 along z.
      { structure: 'vertebrae_L1', ml: 1, thicknessMm: [7.14, 11.11, 10.42] },
      { structure: 'vertebrae_L2', ml: 0.04, thicknessMm: [2, 4, 5] },
      { structure: 'aorta', ml: 0.04 },
    ]);
  });
});
