import { createRandom, voxelCount, type OrganVolume, type Triple } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { absoluteEnds, DENSITY_FEATURES, densityFeatures, relativeEnds } from './density-features.ts';
import { organCells } from './organ-cells.ts';

const size: Triple = [11, 10, 9];
const random = createRandom(1);
const at = (voxel: number) => [voxel % 11, Math.floor(voxel / 11) % 10, Math.floor(voxel / 110)];
const isOrgan = (voxel: number) => at(voxel).every((place) => place >= 1 && place < 9);
const volume: OrganVolume = {
  organ: 'liver',
  size,
  extentMm: [44, 40, 36],
  organExtentMm: [32, 32, 32],
  organMl: 30,
  hu: Int16Array.from({ length: voxelCount(size) }, (_, voxel) =>
    Math.round((isOrgan(voxel) ? 55 : -100) + 15 * random.normal()),
  ),
  mask: Uint8Array.from({ length: voxelCount(size) }, (_, voxel) => Number(isOrgan(voxel))),
};
const share = (feature: number) => (Math.exp(3 * feature) - 0.1) / 1000;
const ranges = absoluteEnds.length + 1;
const parts = (features: readonly number[]) => ({
  own: features.slice(0, ranges).map(share),
  around: features.slice(ranges, 2 * ranges).map(share),
  inside: features.slice(2 * ranges, -1).map(share),
  median: 25 * Math.sinh(features.at(-1)!),
});
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('the density of an organ', () => {
  const { own, around, inside, median } = parts(densityFeatures(volume));

  it('is shares that add up to one, of the organ, of what is around it and of its inside', () => {
    expect(densityFeatures(volume)).toHaveLength(DENSITY_FEATURES);
    for (const shares of [own, around, inside]) expect(sum(shares)).toBeCloseTo(1, 6);
    const below = (end: number) => volume.hu.filter((hu, voxel) => isOrgan(voxel) && hu < end).length / 512;
    absoluteEnds.forEach((end, index) => expect(sum(own.slice(0, index + 1))).toBeCloseTo(below(end), 6));
    expect(sum(around.slice(0, absoluteEnds.indexOf(-50) + 1))).toBeGreaterThan(0.99);
    expect(Math.abs(median - 55)).toBeLessThan(4);
    expect(sum(inside.slice(0, relativeEnds.indexOf(0) + 1))).toBeGreaterThan(0.4);
  });

  it('tells a stone of one voxel', () => {
    const hu = volume.hu.slice();
    hu[5 + 11 * (5 + 10 * 5)] = 900;
    const after = parts(densityFeatures({ ...volume, hu })).own;
    expect(after.at(-1)).toBeCloseTo(1 / 512, 6);
    expect(own.at(-1)).toBeCloseTo(0, 6);
  });

  it('is of all voxels where there is no mask, and of the whole organ where no cell lies inside', () => {
    const { own: all } = parts(densityFeatures({ ...volume, mask: undefined }));
    expect(sum(all.slice(0, absoluteEnds.indexOf(0) + 1))).toBeGreaterThan(0.4);
    const thin = { ...volume, mask: volume.mask!.map((_, voxel) => Number(at(voxel)[0] === 4)) };
    expect(organCells(thin).inside.some(Boolean)).toBe(false);
    expect(parts(densityFeatures(thin)).median).toBeGreaterThan(20);
    const empty = { ...volume, mask: new Uint8Array(volume.hu.length) };
    expect(densityFeatures(empty).every(Number.isFinite)).toBe(true);
  });

  it('counts as inside what no boundary voxel is part of', () => {
    const { inside, size: cells } = organCells(volume);
    const places = [...inside.keys()].filter((cell) => inside[cell]);
    // The organ fills voxels 1 to 8: cells 1 to 3 are wholly its own, and cells 0 and 4 half.
    expect(places).toHaveLength(27);
    expect(cells).toEqual([5, 5, 4]);
  });
});
