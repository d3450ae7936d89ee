import type { OrganVolume, Triple } from '@totalfm/core';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { outlinePath } from './mask-outline.ts';
import { organSlices } from './organ-slices.ts';

describe('the outline of a mask', () => {
  it('is the rim between pixels, as lines that are as long as they can be', () => {
    const mask = [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
    expect(outlinePath(mask, 4)).toBe('M1 1H3M1 2H3M1 1V2M3 1V2');
    expect(outlinePath([1, 1, 1, 1], 2)).toBe('M0 0H2M0 2H2M0 0V2M2 0V2');
    expect(outlinePath([0, 0], 2)).toBe('');
  });
});

describe('slices of an organ volume', () => {
  const size: Triple = [8, 8, 10];
  const volume: OrganVolume = {
    organ: 'liver',
    hu: Int16Array.from({ length: 640 }, (_, voxel) => Math.floor(voxel / 64) * 20),
    mask: Uint8Array.from({ length: 640 }, (_, voxel) => Number(Math.floor(voxel / 64) >= 4 && voxel % 8 >= 4)),
    size,
    extentMm: [80, 80, 100],
    organExtentMm: [40, 80, 60],
    organMl: 1,
  };
  const shown = (range?: readonly [number, number]) => organSlices(volume, range).map(({ slice }) => slice);

  it('are spread over the range, and within the volume', () => {
    expect(shown([2, 2])).toEqual([2]);
    expect(shown([2, 3])).toEqual([2, 3]);
    expect(shown([1, 9])).toEqual([1, 5, 9]);
    expect(shown([8, 40])).toEqual([8, 9]);
  });

  it('are the one through the middle of the organ where nothing stands out', () => expect(shown()).toEqual([7]));

  it('are small grey pictures, outlined where there is some of the organ', () => {
    const [low, high] = organSlices(volume, [3, 4]);
    expect([low.edge, low.outline]).toEqual([8, '']);
    expect(high.outline).toBe('M4 0H8M4 8H8M4 0V8M8 0V8');
    const { width, data } = PNG.sync.read(Buffer.from(high.png.split(',')[1], 'base64'));
    expect(width).toBe(8);
    expect(data[0]).toBeGreaterThan(0);
    expect(high.png.length).toBeLessThan(200);
  });

  it('have no outline without a mask', () => {
    expect(organSlices({ ...volume, mask: undefined }, [5, 5])[0].outline).toBe('');
  });
});
