import { describe, expect, it } from 'vitest';
import { createRandom, voxelCount, type OrganVolume, type Triple } from '@totalfm/core';
import { PROMINENCE_FEATURES, prominenceFeatures, radiiMm } from './prominence-features.ts';

const size: Triple = [24, 25, 22];
const voxelMm: Triple = [4, 4, 5];
const at = (voxel: number): Triple => [voxel % 24, Math.floor(voxel / 24) % 25, Math.floor(voxel / 600)];
/** Millimetres from the volume’s middle. */
const from = (voxel: number): Triple => at(voxel).map((place, axis) => (place - 11) * voxelMm[axis]) as never;

/** A round lung of 45 mm radius in soft tissue, with what `extra` draws, and a little noise. */
function lungWith(extra: (mm: Triple) => number | undefined): OrganVolume {
  const random = createRandom(3);
  const isLung = (voxel: number) => Math.hypot(...from(voxel)) < 45;
  return {
    organ: 'lung',
    size,
    extentMm: [96, 100, 110],
    organExtentMm: [90, 90, 90],
    organMl: 380,
    hu: Int16Array.from({ length: voxelCount(size) }, (_, voxel) =>
      Math.round((extra(from(voxel)) ?? (isLung(voxel) ? -850 : 40)) + 12 * random.normal()),
    ),
    mask: Uint8Array.from({ length: voxelCount(size) }, (_, voxel) => Number(isLung(voxel))),
  };
}

const prominence = (volume: OrganVolume, radius: (typeof radiiMm)[number]) => {
  const from = 4 * radiiMm.indexOf(radius);
  const [enclosed, any, darkEnclosed, dark] = prominenceFeatures(volume)
    .slice(from, from + 4)
    .map((feature) => 25 * Math.sinh((feature + 3) / 2));
  return { enclosed, any, darkEnclosed, dark };
};

const nodule = lungWith(([x, y, z]) => (Math.hypot(x - 8, y, z) < 6 ? 40 : undefined));
const vessel = lungWith(([x, y]) => (Math.hypot(x - 8, y) < 6 ? 40 : undefined));
const empty = lungWith(() => undefined);

describe('prominence', () => {
  it('is great for a nodule, and small for a vessel as wide and as bright', () => {
    expect(prominenceFeatures(empty)).toHaveLength(PROMINENCE_FEATURES);
    const seen = [nodule, vessel, empty].map((volume) => prominence(volume, 11).enclosed);
    expect(seen[0]).toBeGreaterThan(300);
    expect(seen[1]).toBeLessThan(60);
    expect(seen[2]).toBeLessThan(60);
  });

  it('is of spots smaller than the sphere', () => {
    const mass = lungWith(([x, y, z]) => (Math.hypot(x, y, z) < 14 ? 40 : undefined));
    expect(prominence(mass, 8).enclosed).toBeLessThan(60);
    expect(prominence(mass, 20).enclosed).toBeGreaterThan(300);
  });

  it('tells dark spots from bright ones', () => {
    const inverted = { ...nodule, hu: nodule.hu.map((hu) => -800 - hu) };
    expect(prominence(inverted, 11).darkEnclosed).toBeCloseTo(prominence(nodule, 11).enclosed, -1);
    expect(prominence(inverted, 11).enclosed).toBeLessThan(60);
  });

  it('looks at nothing outside of the organ, nor within the sphere’s reach of its border where that has to be enclosed', () => {
    const outside = { ...nodule, hu: nodule.hu.map((hu, voxel) => (nodule.mask![voxel] ? hu : 3000)) };
    expect(prominenceFeatures(outside)).toEqual(prominenceFeatures(nodule));
    const pleural = lungWith(([x, y, z]) => (Math.hypot(x - 38, y, z) < 6 ? 40 : undefined));
    expect(prominence(pleural, 15).enclosed).toBeLessThan(60);
    expect(prominence(pleural, 15).any).toBeGreaterThan(200);
  });

  it('is finite for any organ', () => {
    const whole = { ...empty, mask: undefined };
    const none = { ...empty, mask: new Uint8Array(empty.hu.length) };
    const point = { ...empty, size: [1, 1, 1] as const, hu: Int16Array.of(3), mask: Uint8Array.of(1) };
    for (const volume of [whole, none, point]) expect(prominenceFeatures(volume).every(Number.isFinite)).toBe(true);
  });
});
