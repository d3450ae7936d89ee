import { createRandom, type OrganVolume, type VisionEncoder } from '@totalfm/core';
import { describeVisionEncoder, expectCodedError, randomParameters, runEager } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { CELL_VOXELS, CELLS } from './copy-patch.ts';
import { layOut } from './lay-out.ts';
import { packVolumes } from './pack.ts';
import { makeSmall, volumeOf } from './test-support/small-organ-vit.ts';

const ownRoom = (volumes: readonly OrganVolume[], more: object = {}) => makeSmall(more).fitting!(volumes);
const run = async (
  encoder: VisionEncoder,
  program: VisionEncoder['embed'],
  volumes: readonly OrganVolume[],
  seed?: number,
) => {
  const specs = encoder.parameters;
  const feeds = encoder.feeds(volumes, seed === undefined ? undefined : createRandom(seed));
  const inputs = encoder.inputs(volumes.length);
  return Array.from((await runEager({ specs, values: randomParameters(specs), inputs, feeds }, program)).data);
};
const embed = (encoder: VisionEncoder, volumes: readonly OrganVolume[], seed?: number) =>
  run(encoder, encoder.embed, volumes, seed);
const show = (encoder: VisionEncoder, volumes: readonly OrganVolume[]) => run(encoder, encoder.tokens!.encode, volumes);
const expectClose = (actual: readonly number[], expected: readonly number[]) =>
  actual.forEach((value, index) => expect(Math.abs(value - expected[index])).toBeLessThan(1e-5));

for (const variant of [{}, { tell: [], mirror: 'all', windows: ['lung'] }]) {
  describeVisionEncoder(`organ-vit ${JSON.stringify(variant)}`, {
    size: [12, 9, 17],
    make: () => {
      const encoder = makeSmall(variant);
      // The room that volumes of this size need, so that the suite is quick.
      return { ...encoder, ...encoder.fitting!([]) };
    },
  });
}

describe('patches of an organ', () => {
  it('are those that it touches, voxel by voxel as the volume has them', () => {
    const volume = volumeOf([20, 8, 8], (x) => x >= 14);
    // 20 voxels are two and a half patches: the first begins two voxels before the volume.
    const laid = layOut(volume);
    expect([laid.grid, laid.offset, laid.patches]).toEqual([[3, 1, 1], [2, 0, 0], [2]]);
    const { voxels, isPatch } = packVolumes([layOut(volume)], { rows: 1, length: 8 });
    expect([...isPatch]).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
    const patch = [...voxels.slice(CELLS * CELL_VOXELS, 2 * CELLS * CELL_VOXELS)];
    const hu = (x: number, y: number, z: number) => volume.hu[x + 20 * (y + 8 * z)];
    // Patch 2 is voxels 14 … 21, of which 20 and 21 repeat the last and are not the organ’s.
    expect(patch.slice(0, 8)).toEqual(
      [0, 1].flatMap((z) => [0, 1].flatMap((y) => [14, 15].map((x) => 2 * hu(x, y, z) + 1))),
    );
    expect(patch.filter((value) => value % 2 !== 0)).toHaveLength(6 * 8 * 8);
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    const expected = volume.hu.filter((_, voxel) => voxel % 20 >= 14);
    const last = volume.hu.filter((_, voxel) => voxel % 20 === 19);
    expect(sum(patch.map((value) => Math.floor(value / 2)))).toBe(sum([...expected]) + 2 * sum([...last]));
  });

  it('are all where the mask is empty, and as many as there is room for in training', () => {
    const volume = volumeOf([32, 32, 32], () => false);
    expect(layOut(volume).patches).toHaveLength(64);
    const sharing = makeSmall().sharing!();
    const kept = (seed?: number) =>
      [...sharing.feeds([volume, volume], seed === undefined ? undefined : createRandom(seed)).isPatch].filter(Boolean)
        .length;
    expect(kept(1)).toBeLessThanOrEqual(32);
    expect(kept(1)).toBeGreaterThan(16);
    expect(kept()).toBe(kept(1));
  });
});

describe('organ-vit', () => {
  it('says what each of its inputs is', () =>
    expect(Object.keys(makeSmall().notes!).sort()).toEqual(Object.keys(makeSmall().inputs(1)).sort()));

  const wide = volumeOf([40, 8, 8], () => true);
  const thin = volumeOf([9, 8, 24], (x) => x < 5);

  it('embeds volumes of any size the same alone, beside others and in shared rows', async () => {
    for (const look of [embed, show]) {
      const alone = [...(await look(ownRoom([wide]), [wide])), ...(await look(ownRoom([thin]), [thin]))];
      expectClose(await look(ownRoom([wide, thin]), [wide, thin]), alone);
      expectClose(await look(makeSmall().sharing!(), [wide, thin]), alone);
    }
  });

  it('shows summaries, and the mean of each region of a volume', async () => {
    // Patches 0 and 4 of 5 × 1 × 1: their middles are in the first and the last quarter along x.
    const ends = volumeOf([40, 8, 8], (x) => x < 8 || x >= 32);
    const { width, count } = makeSmall().tokens!;
    const shown = await show(ownRoom([ends]), [ends]);
    const tokens = Array.from({ length: count }, (_, token) => shown.slice(token * width, (token + 1) * width));
    const filled = [...tokens.keys()].filter((token) => tokens[token].some((value) => value !== 0));
    // The middle along y and z belongs to the third quarter.
    expect(filled.slice(4).map((token) => token - 4)).toEqual([40, 43]);
    expectClose(
      tokens[1],
      tokens[44].map((value, at) => (value + tokens[47][at]) / 2),
    );
  });

  it('mirrors left and right in training as it is told', async () => {
    const mirrored = (volume: OrganVolume): OrganVolume => {
      const flip = <Data extends Int16Array | Uint8Array>(data: Data) =>
        data.map((_, voxel) => data[voxel + 39 - 2 * (voxel % 40)]) as Data;
      return { ...volume, hu: flip(volume.hu), mask: flip(volume.mask!) };
    };
    const both = await Promise.all([wide, mirrored(wide)].map((volume) => embed(ownRoom([volume]), [volume])));
    const seen = await Promise.all([1, 7].map((seed) => embed(makeSmall({ hide: 0 }).sharing!(), [wide], seed)));
    const likes = (vector: readonly number[]) =>
      both.findIndex((one) => one.every((value, index) => Math.abs(value - vector[index]) < 1e-5));
    expect(likes(both[1])).toBe(1);
    expect(new Set(seen.map(likes))).toEqual(new Set([0, 1]));
    const still = await embed(makeSmall({ hide: 0, mirror: 'none' }).sharing!(), [wide], 1);
    expect(likes(still)).toBe(0);
  });

  it('sees in training what is not the organ as one HU, of as many volumes as it is told', async () => {
    const around = [...thin.hu.filter((_, voxel) => thin.mask![voxel] === 0)].sort((a, b) => a - b);
    const bare = thin.hu.map((hu, voxel) => (thin.mask![voxel] === 0 ? around[around.length >> 1] : hu));
    const both = [thin, { ...thin, hu: bare }];
    const shown = (hide: number, seed?: number) =>
      both.map((volume) =>
        makeSmall({ hide, mirror: 'none' }).sharing!().feeds(
          [volume],
          seed === undefined ? undefined : createRandom(seed),
        ),
      );
    const [hidden, same] = shown(1, 1);
    expect(hidden).toEqual(same);
    const [seen, other] = shown(1);
    expect(seen).not.toEqual(other);
    const drawn = Array.from({ length: 40 }, (_, seed) => {
      const [one, two] = shown(0.5, seed).map(({ voxels }) => JSON.stringify([...voxels]));
      return one === two;
    });
    const share = drawn.filter(Boolean).length / drawn.length;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.7);
  });

  it('refuses, when it is made, a width that its heads do not divide', async () => {
    await expectCodedError(
      Promise.resolve().then(() => makeSmall({ dim: 25 })),
      'TFM_VISION_OPTIONS',
    );
  });
});
