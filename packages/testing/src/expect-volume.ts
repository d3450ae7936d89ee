import type { LabelMap, Volume } from '@totalfm/core';
import { expect } from 'vitest';

/** A volume whose geometry makes sense. */
export function expectVolume({ data, size, spacing, origin, direction }: Volume): void {
  expect(
    size.every((edge) => Number.isInteger(edge) && edge > 0),
    `size ${size}`,
  ).toBe(true);
  expect(data.length).toBe(size[0] * size[1] * size[2]);
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
