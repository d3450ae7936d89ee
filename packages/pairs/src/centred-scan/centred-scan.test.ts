import { wholeExam, type Volume } from '@totalfm/core';
import { expectCodedError, testTorso } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { centredScanOptions, createCentredScan } from './index.ts';

// 40 × 36 × 24 voxels of 4 × 4 × 6 mm.
const { ct, labelMap } = testTorso();
const make = (options: object) => createCentredScan(centredScanOptions.parse(options));

describe('a centred scan', () => {
  it('is one volume of the exam at the spacing that is asked for, with air around the scan', async () => {
    const cutter = make({ size: [90, 20, 24], spacing: [2, 4, 6] });
    const [cut, ...others] = await cutter.cut(ct, labelMap);
    expect(others).toEqual([]);
    expect(cutter.size).toEqual([90, 20, 24]);
    expect(cut).toMatchObject({ cutBy: [], sourceSpacing: [4, 4, 6] });
    const { hu, ...volume } = cut.volume;
    expect(volume).toMatchObject({
      organ: wholeExam,
      size: [90, 20, 24],
      extentMm: [180, 80, 144],
      organExtentMm: [160, 144, 144],
    });
    const row = hu.subarray(90 * (10 + 20 * 12), 90 * (11 + 20 * 12));
    // 79 samples of 40 voxels: 5 voxels of air before them, 6 behind.
    expect([...row].map((value) => value === -1024)).toEqual(Array.from(row, (_, x) => x < 6 || x > 84));
  });

  it('clips HU before it interpolates, and its air with them', async () => {
    const bright: Volume = { ...ct, data: ct.data.map((hu, i) => (i % 2 === 0 ? 3000 : hu)) };
    const [{ volume }] = await make({ size: [100, 40, 24], spacing: [2, 4, 6], hu: [-1000, 1000] }).cut(
      bright,
      labelMap,
    );
    expect(Math.max(...volume.hu)).toBe(1000);
    expect(Math.min(...volume.hu)).toBe(-1000);
  });

  it('tells a scan that fills less than half of it along an axis', async () => {
    const told = async (size: readonly number[]) => {
      const codes: string[] = [];
      await make({ size, spacing: [4, 4, 6] }).cut(ct, labelMap, { warn: ({ code }) => void codes.push(code) });
      return codes.filter((code) => code === 'TFM_SCAN_SMALL').length;
    };
    expect([await told([40, 36, 48]), await told([40, 36, 49])]).toEqual([0, 1]);
  });

  it('needs a label map on the CT’s grid, and stops when it is told to', async () => {
    const moved = { ...labelMap, volume: { ...labelMap.volume, origin: [0, 0, 0] as const } };
    await expectCodedError(make({}).cut(ct, moved), 'TFM_VOLUMES_GRID');
    await expectCodedError(make({}).cut(ct, labelMap, { signal: AbortSignal.abort() }), 'TFM_CANCELLED');
  });
});
