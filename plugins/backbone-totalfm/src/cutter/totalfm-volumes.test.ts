import { partName, type Volume } from '@totalfm/core';
import { describeVolumeCutter, testAnatomy, testTorso } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { cropBox } from './crop-box.ts';
import { totalFmVolumesOptions } from './options.ts';
import { createTotalFmVolumes } from './totalfm-volumes.ts';

const small = { size: [16, 16, 8], narrowest: 12, widest: 20 };
const make = (options = {}) => createTotalFmVolumes(testAnatomy, totalFmVolumesOptions.parse({ ...small, ...options }));

describeVolumeCutter('totalfm', { make: () => make() });

describe('the original’s crops', () => {
  it('are 192 to 448 voxels wide around the organ, within the scan, and as high as it', () => {
    const of = (start: readonly [number, number, number], end: readonly [number, number, number]) =>
      cropBox({ start, end }, [512, 512, 90], { narrowest: 192, widest: 448 });
    expect(of([200, 250, 10], [300, 260, 15])).toEqual({ start: [154, 159, 10], end: [346, 351, 15] });
    expect(of([0, 30, 0], [500, 330, 90])).toEqual({ start: [26, 30, 0], end: [474, 330, 90] });
    expect(of([0, 500, 3], [20, 512, 4])).toEqual({ start: [0, 320, 3], end: [192, 512, 4] });
    expect(cropBox({ start: [1, 1, 1], end: [2, 2, 2] }, [100, 300, 3], { narrowest: 192, widest: 448 })).toEqual({
      start: [0, 0, 1],
      end: [100, 192, 2],
    });
  });

  it('are of the CT at the coarser spacing, where its voxels are finer', async () => {
    const { ct, labelMap } = testTorso();
    const [liver] = await make({ minSpacingMm: [8, 0.6, 12] }).cut(ct, labelMap);
    expect(partName(liver.volume)).toBe('liver');
    expect(liver.sourceSpacing).toEqual([4, 4, 6]);
    // 17 × 15 × 13 voxels of 4 × 4 × 6 mm; along z nearest labels are every other slice.
    expect(liver.volume.extentMm[0]).toBe(12 * 8);
    expect(liver.volume.extentMm[2]).toBe(6 * 12);
  });

  it('hold the HU that interpolation between voxels gives, and say where the organ is', async () => {
    const { ct, labelMap } = testTorso();
    // HU that rise along x alone: any linear interpolation gives the place itself.
    const [nx] = ct.size;
    const ramp: Volume = { ...ct, data: Int16Array.from(ct.data, (_, voxel) => 20 * (voxel % nx)) };
    const [{ volume }] = await make().cut(ramp, labelMap);
    const step = volume.extentMm[0] / ct.spacing[0] / 16;
    const line = Array.from(volume.hu.subarray(0, 16));
    line.slice(2, 14).forEach((hu, index) => expect(hu - line[index + 1]).toBeCloseTo(20 * step, -0.5));
    expect(volume.mask?.[8 + 16 * (8 + 16 * 4)]).toBe(1);
    expect(volume.mask?.[0]).toBe(0);
  });
});
