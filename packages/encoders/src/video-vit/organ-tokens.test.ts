import { createRandom, voxelCount, type OrganVolume, type VisionEncoder } from '@totalfm/core';
import { describeVisionEncoder, randomParameters, runEager, testAnatomy, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { videoVitOptions } from './options.ts';
import { createVideoVit } from './video-vit.ts';

const size = [8, 8, 8] as const;
const shape = { dim: 24, depth: 2, heads: 2, width: 12, patch: [2, 2, 4], tokens: 'organ' };
const [{ volume: whole }] = testPairs({ exams: 1, size });

type Box = readonly (readonly [number, number])[];
const isWithin = (box: Box, voxel: number): boolean =>
  [voxel % 8, (voxel >> 3) % 8, voxel >> 6].every((at, axis) => at >= box[axis][0] && at < box[axis][1]);
/** A volume whose organ fills a box of voxels. */
const organIn = (...box: Box): OrganVolume => ({
  ...whole,
  mask: Uint8Array.from({ length: voxelCount(size) }, (_, voxel) => Number(isWithin(box, voxel))),
});
/** It touches 2 of 4 × 4 × 2 patches: (1, 2, 0) and (2, 2, 0). */
const small = organIn([3, 5], [4, 6], [1, 4]);
const touched: Box = [
  [2, 6],
  [4, 6],
  [0, 4],
];
/** 16 patches. */
const large = organIn([0, 8], [0, 4], [0, 8]);

const make = (more: object = {}) =>
  createVideoVit(videoVitOptions.parse({ ...shape, ...more }), size, testAnatomy.organs);
const given = (encoder: VisionEncoder, volumes: readonly OrganVolume[], seed?: number) => ({
  specs: encoder.parameters,
  values: randomParameters(encoder.parameters),
  inputs: encoder.inputs(volumes.length),
  feeds: encoder.feeds(volumes, seed === undefined ? undefined : createRandom(seed)),
});
const embed = async (encoder: VisionEncoder, volumes: readonly OrganVolume[], seed?: number) =>
  Array.from((await runEager(given(encoder, volumes, seed), encoder.embed)).data);
const show = async (encoder: VisionEncoder, volumes: readonly OrganVolume[]) =>
  Array.from((await runEager(given(encoder, volumes), encoder.tokens!.encode)).data);
const expectClose = (actual: readonly number[], expected: readonly number[]) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => expect(Math.abs(value - expected[index])).toBeLessThan(1e-5));
};
const roomOf = (encoder: VisionEncoder, ...volumes: OrganVolume[]) =>
  encoder.fitting!(volumes).inputs(1).visiblePositions.shape[1];

describe.each([{}, { pooling: 'mean' }, { pooling: 'attention', stem: 'linear' }])('organ tokens %j', (variant) => {
  describeVisionEncoder('video-vit', { size, make: () => make({ ...variant, patch: [2, 2, 2] }) });
  const encoder = make(variant);
  const fitted = encoder.fitting!([small]);

  it('do not see voxels of patches that the mask leaves out, in any room, and see those of the others', async () => {
    const change = (where: (inside: boolean) => boolean) => ({
      ...small,
      hu: small.hu.map((hu, voxel) => (where(isWithin(touched, voxel)) ? 2000 - hu : hu)),
    });
    for (const one of [encoder, fitted]) {
      const before = await embed(one, [small]);
      expectClose(await embed(one, [change((inside) => !inside)]), before);
      const [after] = await embed(one, [change((inside) => inside)]);
      expect(Math.abs(after - before[0])).toBeGreaterThan(1e-3);
    }
    expectClose(await show(encoder, [change((inside) => !inside)]), await show(encoder, [small]));
  });

  it('are the same alone and beside volumes of other sizes, in their own room and in that of all, mirrored too', async () => {
    const alone = [...(await embed(encoder, [small])), ...(await embed(encoder, [large]))];
    expectClose(await embed(encoder, [small, large]), alone);
    expectClose(await embed(encoder.fitting!([small, large]), [small, large]), alone);
    expectClose(await embed(fitted, [small]), alone.slice(0, encoder.width));
    expectClose(await embed(fitted, [small, small], 5), await embed(encoder, [small, small], 5));
  });

  it('are all tokens where the mask touches every patch, where it is empty, and where there is none', async () => {
    const all = make({ ...variant, tokens: 'all' });
    const { mask: _, ...maskless } = whole;
    for (const volume of [organIn([0, 8], [0, 8], [0, 8]), organIn([0, 0], [0, 0], [0, 0]), maskless]) {
      expectClose(await embed(encoder, [volume]), await embed(all, [volume]));
      expect(roomOf(encoder, volume)).toBe(32);
    }
    expect(all.fitting).toBeUndefined();
  });
});

describe('organ tokens', () => {
  const encoder = make();

  it('have the room that the largest of some volumes needs, in quarters of all', () => {
    expect(roomOf(encoder, small)).toBe(8);
    expect(roomOf(encoder, small, large)).toBe(16);
    expect(roomOf(encoder, organIn([0, 8], [0, 6], [0, 8]))).toBe(24);
    expect(roomOf(encoder, organIn([0, 8], [0, 7], [0, 8]))).toBe(32);
    expect(() => encoder.fitting!([small]).feeds([small, large])).toThrow(
      expect.objectContaining({ code: 'TFM_VISION_ROOM', where: { organ: 'liver' } }),
    );
  });

  it('are not made of a volume of another size', () => {
    const larger: OrganVolume = {
      ...large,
      size: [8, 8, 9],
      hu: new Int16Array(576),
      mask: new Uint8Array(576).fill(1),
    };
    for (const one of [encoder, encoder.fitting!([larger])])
      expect(() => one.feeds([larger])).toThrow(expect.objectContaining({ code: 'TFM_VISION_SIZE' }));
  });

  it('are shown in their places, zeros in those of the others', async () => {
    const { width, count } = encoder.tokens!;
    const shown = await show(encoder, [small]);
    const places = Array.from({ length: count }, (_, token) => shown.slice(token * width, (token + 1) * width))
      .map((token, place) => (token.some((value) => value !== 0) ? place - 4 : -1))
      .filter((place) => place >= 0);
    // Behind 4 summaries: (1, 2, 0) and (2, 2, 0) of 4 × 4 × 2.
    expect(places).toEqual([9, 10]);
  });

  it('cannot be told without the mask', () => {
    expect(() => make({ organMask: false })).toThrow(
      expect.objectContaining({ code: 'TFM_VISION_OPTIONS', where: { option: 'vision.tokens' } }),
    );
  });
});
