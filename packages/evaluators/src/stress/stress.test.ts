import {
  createRandom,
  silentProgress,
  voxelCount,
  type Embedder,
  type OrganPair,
  type OrganVolume,
  type Triple,
} from '@totalfm/core';
import { pairReader, testAnatomy, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { conditionsOf } from './conditions.ts';
import { stressEvaluator } from './index.ts';
import { stressOptions, type StressOptions } from './options.ts';
import { cutOff, maskDilated, maskShifted } from './worse-cut.ts';
import { inSlicesOf, noisy, sharpened, smoothed, voxelMm } from './worse-scan.ts';

const size: Triple = [16, 12, 10];
const [nx, ny] = size;
const at = (x: number, y: number, z: number) => x + nx * (y + ny * z);

/** Voxels of 2 × 3 × 4 mm of one HU with a point of 1,000 HU more, and a box of them that is the organ. */
function pointVolume(): OrganVolume {
  const [hu, mask] = [new Int16Array(voxelCount(size)).fill(100), new Uint8Array(voxelCount(size))];
  for (let z = 2; z < 8; z++) for (let y = 3; y < 9; y++) for (let x = 4; x < 12; x++) mask[at(x, y, z)] = 1;
  hu[at(8, 6, 5)] = 1100;
  const extentMm: Triple = [32, 36, 40];
  return { organ: 'liver', hu, mask, size, extentMm, organExtentMm: [16, 18, 24], organMl: 6 };
}
const random = () => createRandom(5);
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

describe('worse volumes', () => {
  const volume = pointVolume();
  const above = (changed: OrganVolume, x: number, y: number, z: number) => changed.hu[at(x, y, z)] - 100;

  it('have noise of the deviation that was asked for, and the same noise every time', () => {
    const noise = Array.from(noisy(50)(volume, random()).hu, (hu, voxel) => hu - volume.hu[voxel]);
    expect(Math.abs(sum(noise) / noise.length)).toBeLessThan(4);
    expect(Math.sqrt(sum(noise.map((hu) => hu * hu)) / noise.length)).toBeCloseTo(50, -0.5);
    expect(noisy(50)(volume, random()).hu).toEqual(noisy(50)(volume, random()).hu);
  });

  it('are averaged over the slices’ thickness along z alone', () => {
    const thick = inSlicesOf(12)(volume, random());
    expect([3, 4, 5, 6, 7].map((z) => above(thick, 8, 6, z))).toEqual([0, 333, 333, 333, 0]);
    expect(above(thick, 9, 6, 5)).toBe(0);
    // 1.5 voxels: the voxel itself, and a quarter of each neighbour.
    expect([4, 5, 6].map((z) => above(inSlicesOf(6)(volume, random()), 8, 6, z))).toEqual([167, 667, 167]);
    expect(inSlicesOf(4)(volume, random())).toBe(volume);
  });

  it('are smooth by the width at half maximum in millimetres, within slices, and sharp by what that takes away', () => {
    const soft = smoothed(12)(volume, random());
    // Half of the width is three voxels along x and two along y.
    expect(above(soft, 11, 6, 5) / above(soft, 8, 6, 5)).toBeCloseTo(0.5, 1);
    expect(above(soft, 8, 8, 5) / above(soft, 8, 6, 5)).toBeCloseTo(0.5, 1);
    expect([above(soft, 8, 6, 4), Math.abs(sum(soft.hu) - sum(volume.hu)) < 100]).toEqual([0, true]);
    const sharp = sharpened(1)(volume, random());
    expect([above(sharp, 8, 6, 5) > 1500, above(sharp, 9, 6, 5) < 0, above(sharp, 1, 1, 1)]).toEqual([true, true, 0]);
  });

  it('end where the scan ends: less of the organ on as many voxels, in millimetres that say so', () => {
    for (const seed of [1, 2, 3, 4]) {
      const cut = cutOff(0.5)(volume, createRandom(seed));
      expect([cut.size, cut.organMl, cut.organExtentMm]).toEqual([size, 3, [16, 18, 12]]);
      // Of 10 slices 2 to 7 are the organ's: five are left where the upper end is cut, and five of the lower.
      expect(cut.extentMm).toEqual([32, 36, 20]);
      const ends = [cut.mask!.subarray(0, nx * ny), cut.mask!.subarray(-nx * ny)].map((slice) => slice.includes(1));
      expect(ends.filter(Boolean)).toHaveLength(1);
    }
  });

  it('have masks that are too large in millimetres, or lie beside the organ', () => {
    const { mask, organMl, hu } = maskDilated(4)(volume, random());
    const inside = (x: number, y: number, z: number) => mask![at(x, y, z)];
    expect([inside(2, 6, 5), inside(1, 6, 5), inside(8, 2, 5), inside(8, 1, 5), inside(8, 6, 8)]).toEqual([
      1, 0, 1, 0, 1,
    ]);
    expect([hu === volume.hu, organMl]).toEqual([true, (6 * sum(mask!)) / sum(volume.mask!)]);
    for (const seed of [1, 2, 3, 4, 5]) {
      const shifted = maskShifted(4)(volume, createRandom(seed)).mask!;
      // One or two voxels along an axis, by its millimetres.
      expect([sum(shifted), shifted.indexOf(1) === volume.mask!.indexOf(1)]).toEqual([sum(volume.mask!), false]);
    }
    expect(voxelMm(volume)).toEqual([2, 3, 4]);
  });

  it('without a mask keep none', () => {
    const { mask: _, ...bare } = pointVolume();
    for (const { change } of conditionsOf(stressOptions.parse({}))) expect(change(bare, random()).mask).toBeUndefined();
  });
});

describe('stress', () => {
  const few = { noiseHu: [400], slicesMm: [], smoothMm: [], sharpen: [], cutShare: [], dilateMm: [5], shiftMm: [] };
  /** Sees the brightest voxel: what noise hides. */
  const embedder: Embedder = {
    width: 2,
    scale: 1,
    bias: 0,
    embedVolumes: async (volumes) => volumes.map(({ hu }) => unit(Math.tanh((Math.max(...hu) - 200) / 400))),
    embedTexts: async (texts) => texts.map((text) => unit(/\bno\b|normal/i.test(text) ? -1 : 1)),
    dispose: async () => {},
  };
  const unit = (x: number) => Float32Array.of(x, Math.sqrt(1 - x * x));
  const pairs = testPairs({ exams: 60 });
  async function stress(given: readonly OrganPair[], options: Partial<StressOptions> = {}) {
    const chosen = { ...stressOptions.parse({ ...few, resamples: 100 }), ...options };
    const evaluator = await stressEvaluator.create({ options: chosen, needs: {}, references: {} });
    const given_ = { embedder, pairs: pairReader(given), anatomy: testAnatomy, seed: 1, progress: silentProgress };
    return evaluator.evaluate(given_);
  }

  it('measures each condition beside the volumes as they are, in the same resamples', async () => {
    const { targets, details, scores } = await stress(pairs);
    expect(targets.map(({ id, grade, level }) => [id, grade, level])).toEqual([
      ['unchanged', undefined, undefined],
      ['noise-400', 'noise', { value: 400, unit: 'HU' }],
      ['mask-too-large-5', 'mask too large', { value: 5, unit: 'mm' }],
    ]);
    const [unchanged, noise, mask] = targets.map(({ measures }) => measures);
    expect(unchanged.auroc.value).toBeGreaterThan(0.9);
    expect(unchanged.change).toEqual({ value: 0, low: 0, high: 0 });
    expect(unchanged.likeness.value).toBeCloseTo(1, 6);
    expect(noise.auroc.value).toBeLessThan(0.9);
    expect(noise.change.value).toBeCloseTo(noise.auroc.value - unchanged.auroc.value, 9);
    expect(noise.change.high).toBeLessThan(0);
    expect(noise.likeness.value).toBeLessThan(0.9);
    expect(mask.change.value).toBe(0);
    expect(Object.keys(details.findings as object)).toEqual(targets.map(({ id }) => id));
    expect(new Set(scores.map(({ exam }) => exam)).size).toBe(scores.length / 3);
  });

  it('scores no more exams than it is told to, and leaves out what it cannot do, with the reason', async () => {
    const { scores, details } = await stress(pairs, { exams: 7 });
    expect(scores).toHaveLength(21);
    expect(details.protocol).toMatchObject({ exams: 7 });
    const bare = pairs.map(({ row, volume: { mask: _, ...volume } }) => ({ row, volume }));
    expect((await stress(bare)).skipped).toEqual([{ target: 'mask-too-large-5', reason: 'no volume has a mask' }]);
    const healthy = pairs.map(({ row, volume }) => ({
      row: { ...row, states: {}, truth: { hepatic_cyst: false } },
      volume,
    }));
    const { targets, skipped } = await stress(healthy);
    expect([targets, skipped.map(({ target }) => target)]).toEqual([
      [],
      ['unchanged', 'noise-400', 'mask-too-large-5'],
    ]);
  });
});
