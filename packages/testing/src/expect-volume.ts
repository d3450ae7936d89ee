import { voxelCount, type LabelMap, type Triple, type Volume } from '@totalfm/core';
import { expect } from 'vitest';

/** A volume whose geometry makes sense. */
export function expectVolume({ data, size, spacing, origin, direction }: Volume): void {
  expect(
    size.every((edge) => Number.isInteger(edge) && edge > 0),
    `size ${size}`,
  ).toBe(true);
  expect(data.length).toBe(voxelCount(size));
  expect(
    spacing.every((step) => Number.isFinite(step) && step > 0),
    `spacing ${spacing}`,
  ).toBe(true);
  expect(origin.every(Number.isFinite), `origin ${origin}`).toBe(true);
  expect(direction).toHaveLength(9);
  for (let a = 0; a < 3; a++) {
    for (let b = 0; b < 3; b++) {
      const product = [0, 3, 6].reduce((sum, row) => sum + direction[row + a] * direction[row + b], 0);
      expect(Math.abs(product - (a === b ? 1 : 0)), 'axes are unit vectors at right angles').toBeLessThan(1e-3);
    }
  }
}

/**
 * Two volumes that show the same: as many voxels, and at the place of every voxel of `expected` one of the same value
 * (float32's precision), in whichever order the axes run.
 */
export function expectSameImage(actual: Volume, expected: Volume): void {
  expectVolume(actual);
  expect(actual.data.length).toBe(expected.data.length);
  const [nx, ny, nz] = expected.size;
  for (let k = 0, voxel = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, voxel++) {
        const index = indexAt(actual, placeOf(expected, [i, j, k]));
        const off = Math.max(...index.map((value) => Math.abs(value - Math.round(value))));
        if (off > 0.02) expect.fail(`voxel (${i}, ${j}, ${k}) lies ${off} voxels beside one of the grid`);
        const [x, y, z] = index.map(Math.round);
        const value = actual.data[x + actual.size[0] * (y + actual.size[1] * z)];
        if (!(Math.abs(value - expected.data[voxel]) <= 1e-4 + 1e-6 * Math.abs(expected.data[voxel])))
          expect.fail(`voxel (${i}, ${j}, ${k}) is ${value}, not ${expected.data[voxel]}`);
      }
    }
  }
}

/** LPS millimetres of a voxel's centre. */
function placeOf({ spacing, origin, direction }: Volume, index: Triple): Triple {
  const along = (row: number) =>
    [0, 1, 2].reduce((sum, axis) => sum + direction[3 * row + axis] * spacing[axis] * index[axis], origin[row]);
  return [along(0), along(1), along(2)];
}

/** Fractional voxel index of a place: the columns of `direction` are orthonormal. */
const indexAt = ({ spacing, origin, direction }: Volume, place: Triple): readonly number[] =>
  [0, 1, 2].map(
    (axis) =>
      [0, 1, 2].reduce((sum, row) => sum + direction[3 * row + axis] * (place[row] - origin[row]), 0) / spacing[axis],
  );

/** A label map on the grid of its CT whose every number has a name. */
export function expectLabelMap({ volume, names }: LabelMap, ct: Volume): void {
  expectVolume(volume);
  expect(volume.size).toEqual(ct.size);
  for (const field of ['spacing', 'origin', 'direction'] as const) {
    volume[field].forEach((value, index) => expect(Math.abs(value - ct[field][index]), field).toBeLessThan(1e-2));
  }
  const unnamed = [...new Set<number>(volume.data)].filter((label) => label !== 0 && !names.has(label));
  expect(unnamed, 'numbers without a name').toEqual([]);
}
