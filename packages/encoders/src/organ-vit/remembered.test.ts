import { describe, expect, it, vi } from 'vitest';
import type { OrganVolume } from '@totalfm/core';
import { remembered } from './remembered.ts';

const volume: OrganVolume = {
  organ: 'liver',
  size: [3, 1, 1],
  extentMm: [3, 1, 1],
  organExtentMm: [3, 1, 1],
  organMl: 1,
  hu: Int16Array.of(1, 2, 3),
  mask: Uint8Array.of(0, 1, 1),
};

describe('what is remembered of a volume', () => {
  it('is asked for once, whichever copy of it is shown', () => {
    const of = vi.fn(({ hu }: OrganVolume) => hu[0]);
    const known = remembered(of);
    const copy = new Int16Array(4).fill(9);
    copy.set(volume.hu, 1);
    for (const hu of [volume.hu, volume.hu.slice(), copy.subarray(1)]) expect(known({ ...volume, hu })).toBe(1);
    expect(of).toHaveBeenCalledTimes(1);
  });

  it('is not that of a volume with another voxel, mask, size or organ', () => {
    const of = vi.fn(() => of.mock.calls.length);
    const known = remembered(of);
    known(volume);
    const others: Partial<OrganVolume>[] = [
      { hu: Int16Array.of(1, 2, 4) },
      { hu: Int16Array.of(1, 3, 3) },
      { mask: Uint8Array.of(1, 1, 1) },
      { mask: undefined },
      { size: [1, 3, 1] },
      { extentMm: [4, 1, 1] },
      { side: 'left' },
      { organ: 'lung' },
    ];
    for (const other of others) known({ ...volume, ...other });
    expect(of).toHaveBeenCalledTimes(1 + others.length);
  });
});
