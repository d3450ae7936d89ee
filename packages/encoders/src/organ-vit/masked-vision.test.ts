import { createRandom } from '@totalfm/core';
import { randomParameters, runEager } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { CELL_VOXELS, CELLS } from './copy-patch.ts';
import { part } from './pack.ts';
import { makeSmall, volumeOf } from './test-support/small-organ-vit.ts';

const masked = makeSmall({ mirror: 'none', windows: [{ level: 0, width: 2000 }], room: 32 }).masked!;
const masking = masked.masking(0.75);
const specs = masked.parameters;
const values = randomParameters(specs);
const large = volumeOf([40, 40, 24], () => true);
const tiny = volumeOf([8, 8, 8], () => true);
const inputs = masking.inputs(2);
const feeds = masking.feeds([large, tiny], createRandom(1));
const encode = async (given = feeds) =>
  (await runEager({ specs, values, inputs, feeds: given }, masking.encodeVisible)).data;

describe('masked pretraining of organ-vit', () => {
  it('sees a quarter of the tokens and rebuilds half of the others; of a single patch nothing is hidden', async () => {
    expect([masking.visible, masking.masked]).toEqual([15, 12]);
    const present = (await runEager({ specs: {}, values: {}, inputs, feeds }, (_, given) => masking.present(given)))
      .data;
    const counts = [0, 1].map((volume) => {
      const own = [...part(present, volume, 27)];
      return [own.slice(0, 15), own.slice(15)].map((some) => some.filter(Boolean).length);
    });
    // A window of 11 tubes of three holds 32 patches: three of them are seen.
    expect(counts[0]).toEqual([9, 12]);
    expect(counts[1]).toEqual([1, 0]);
  });

  it('rebuilds the voxels of patches, windowed', async () => {
    const { data } = await runEager({ specs: {}, values: {}, inputs, feeds }, (_, given) => masking.targets(given));
    const length = CELLS * CELL_VOXELS;
    const first = part(feeds.maskedVoxels as Int32Array, 0, length);
    part(data, 0, length).forEach((value, voxel) => {
      const hu = Math.min(1000, Math.max(-1000, Math.floor(first[voxel] / 2)));
      expect(value).toBeCloseTo((hu + 1000) / 2000, 5);
    });
  });

  it('attends to no slot that a volume leaves', async () => {
    const before = await encode();
    const isAbsent = (slot: number) => feeds.isPatch[slot] === 0 && slot % 16 !== 0;
    const voxels = feeds.voxels.map((value, at) => (isAbsent(Math.floor(at / (CELLS * CELL_VOXELS))) ? 800 : value));
    const after = await encode({ ...feeds, voxels: Int32Array.from(voxels) });
    const visible = (slots: Float32Array, volume: number) => part(part(slots, volume, 15 * 24), 0, 24);
    for (const volume of [0, 1]) expect(visible(after, volume)).toEqual(visible(before, volume));
  });
});
