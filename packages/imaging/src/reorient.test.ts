import { createRandom, voxelToWorld, worldToVoxel, type Triple, type Volume } from '@totalfm/core';
import { expectVolume } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { canonicalAxes, reorient } from './index.ts';

const size: Triple = [3, 4, 5];
const spacing: Triple = [0.7, 0.9, 2.5];

/** All 48 ways to lay a grid along the patient's axes, each turned a little off them. */
function* orientations(): Generator<number[]> {
  const tilt = [
    [0.98, -0.17, 0.1],
    [0.17, 0.985, 0.01],
    [-0.1, 0.01, 0.995],
  ];
  const [x, y] = [tilt[0].map((v) => v / Math.hypot(...tilt[0])), tilt[1]];
  const dot = x.reduce((sum, v, i) => sum + v * y[i], 0);
  const y2 = y.map((v, i) => v - dot * x[i]);
  const yn = y2.map((v) => v / Math.hypot(...y2));
  const z = [x[1] * yn[2] - x[2] * yn[1], x[2] * yn[0] - x[0] * yn[2], x[0] * yn[1] - x[1] * yn[0]];
  const columns = [x, yn, z];
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    for (let signs = 0; signs < 8; signs++) {
      yield [0, 1, 2].flatMap((row) => order.map((from, axis) => ((signs >> axis) & 1 ? -1 : 1) * columns[from][row]));
    }
  }
}

describe('reorient', () => {
  it('leaves every voxel at its place in the patient, from all 48 orientations', () => {
    const data = Int16Array.from({ length: 60 }, (_, i) => i);
    for (const direction of orientations()) {
      const volume: Volume<Int16Array> = { data, size, spacing, origin: [-10, 20, 300], direction };
      const canonical = reorient(volume);
      expectVolume(canonical);
      expect(canonicalAxes(canonical)).toEqual({ axes: [0, 1, 2], flipped: [false, false, false] });
      for (let voxel = 0; voxel < data.length; voxel++) {
        const index = [
          voxel % size[0],
          Math.floor(voxel / size[0]) % size[1],
          Math.floor(voxel / (size[0] * size[1])),
        ] as unknown as Triple;
        const found = worldToVoxel(canonical, voxelToWorld(volume, index)).map(Math.round);
        expect(canonical.data[found[0] + canonical.size[0] * (found[1] + canonical.size[1] * found[2])]).toBe(
          data[voxel],
        );
      }
    }
  });

  it('gives back a volume that is canonical already', () => {
    const volume: Volume = {
      data: new Uint8Array(60),
      size,
      spacing,
      origin: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    };
    expect(reorient(volume)).toBe(volume);
  });

  it('maps voxels to the patient and back', () => {
    const random = createRandom(3);
    for (const direction of orientations()) {
      const volume: Volume = { data: new Uint8Array(60), size, spacing, origin: [5, -6, 7], direction };
      const index: Triple = [random.uniform(0, 3), random.uniform(0, 4), random.uniform(0, 5)];
      worldToVoxel(volume, voxelToWorld(volume, index)).forEach((value, axis) =>
        expect(value).toBeCloseTo(index[axis], 9),
      );
    }
  });
});
