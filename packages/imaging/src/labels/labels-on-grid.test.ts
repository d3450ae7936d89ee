import { createRandom, type Triple, type Volume, voxelCount, voxelToWorld, worldToVoxel } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import type { Geometry } from '../geometry.ts';
import { labelsOnGrid } from './labels-on-grid.ts';

const random = createRandom(3);
const straight = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const [cos, sin] = [Math.cos(0.2), Math.sin(0.2)];
const turned = [cos, -sin, 0, sin, cos, 0, 0, 0, 1];

const gridOf = (size: Triple, spacing: Triple, origin: Triple, direction = straight): Geometry => ({
  size,
  spacing,
  origin,
  direction,
});

const labelsOf = (grid: Geometry): Volume<Uint8Array> => ({
  ...grid,
  data: Uint8Array.from({ length: voxelCount(grid.size) }, () => (random.chance(0.5) ? random.integer(7) : 0)),
});

const indices = ([nx, ny, nz]: Triple): readonly Triple[] =>
  Array.from({ length: nx * ny * nz }, (_, voxel) => [
    voxel % nx,
    Math.floor(voxel / nx) % ny,
    Math.floor(voxel / (nx * ny)),
  ]);

/** The plain definition: each voxel of the grid takes the label at its own centre. */
function slow(labels: Volume, grid: Geometry): number[] {
  const [nx, ny] = labels.size;
  return indices(grid.size).map((index) => {
    const at = worldToVoxel(labels, voxelToWorld(grid, index)).map((value) => Math.round(value));
    const inside = at.every((value, axis) => value >= 0 && value < labels.size[axis]);
    return inside ? labels.data[at[0] + nx * (at[1] + ny * at[2])] : 0;
  });
}

describe('labels on another grid', () => {
  const coarse = labelsOf(gridOf([9, 8, 7], [1.5, 1.5, 1.5], [-3, 2, 10]));

  it.each([
    ['finer, all of it inside', gridOf([17, 21, 5], [0.7, 0.56, 2.065], [-3.2, 2.1, 9.7])],
    ['finer, and larger', gridOf([40, 31, 30], [0.71, 0.9, 0.43], [-8.3, -4.1, 7.9])],
    ['coarser', gridOf([4, 4, 3], [3.1, 2.9, 4.2], [-2.6, 2.3, 10.4])],
    ['backwards along an axis', gridOf([20, 18, 9], [0.7, 0.7, 1.3], [-3, 13, 10], [1, 0, 0, 0, -1, 0, 0, 0, 1])],
    ['apart from it', gridOf([5, 5, 5], [1, 1, 1], [500, 0, 0])],
    ['turned', gridOf([16, 14, 9], [0.9, 0.8, 1.2], [-4, 1, 9], turned)],
  ] as const)('are those at the centres of its voxels: %s', (_, grid) => {
    const { volume, how } = labelsOnGrid(coarse, grid);
    expect(how).toBe('resampled');
    expect(volume).toMatchObject(grid);
    expect([...volume.data]).toEqual(slow(coarse, grid));
  });

  it('say which share of them lies outside', () => {
    expect(labelsOnGrid(coarse, gridOf([17, 21, 8], [0.8, 0.56, 1.3], [-3.2, 2.1, 9.7])).lost).toBe(0);
    const half = labelsOnGrid(coarse, gridOf([9, 8, 3], [1.5, 1.5, 1.49], [-3, 2, 10]));
    const labelled = indices(coarse.size).filter((_, voxel) => coarse.data[voxel] !== 0);
    const outside = labelled.filter(([, , k]) => (k * 1.5) / 1.49 > 3);
    expect(half.lost).toBe(outside.length / labelled.length);
    expect(labelsOnGrid(coarse, gridOf([5, 5, 5], [1, 1, 1], [500, 0, 0])).lost).toBe(1);
  });
});
