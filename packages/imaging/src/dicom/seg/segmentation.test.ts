import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { voxelCount, type Volume } from '@totalfm/core';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader } from '../dicom-reader.ts';
import { tags } from '../parse/tags.ts';
import { writeSeries } from '../test-support/ct-series.ts';
import { segmentationFile, type FrameToWrite, type SegmentationToWrite } from '../test-support/segmentation.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-seg-'));
afterAll(() => rmSync(dir, { recursive: true }));

// 7 × 5 pixels: the second frame of bits begins within a byte.
const angle = 0.3;
const grid: Omit<Volume, 'data'> = {
  size: [7, 5, 6],
  spacing: [0.8, 0.9, 2.5],
  origin: [-12.5, 4, 100],
  direction: [1, 0, 0, 0, Math.cos(angle), -Math.sin(angle), 0, Math.sin(angle), Math.cos(angle)],
};
const area = 35;
const mask = (seed: number) => Array.from({ length: area }, (_, i) => Number((i * 7 + seed * 5) % 11 < 4));
const segments = [
  { number: 1, label: 'Liver' },
  { number: 2, label: 'LK', code: ['64033007', 'Kidney', '7771000'] },
] as const;
/** Slices 4, 1, 2 of 6, and one in two segments: the later wins. */
const frames: readonly FrameToWrite[] = [
  { slice: 4, segment: 2, pixels: mask(1) },
  { slice: 1, segment: 1, pixels: mask(2) },
  { slice: 4, segment: 1, pixels: mask(3) },
  { slice: 2, segment: 1, pixels: mask(4) },
];

/** The label map from slice 1 to slice 4. */
function expected(): Uint8Array {
  const data = new Uint8Array(4 * area);
  for (const { slice, segment, pixels } of [...frames].sort((a, b) => (a.segment ?? 0) - (b.segment ?? 0)))
    for (let i = 0; i < area; i++) if (pixels[i]) data[(slice - 1) * area + i] = segment as number;
  return data;
}

let count = 0;
function written(how: Partial<SegmentationToWrite> = {}): string {
  const path = join(dir, `${count++}.dcm`);
  writeFileSync(path, segmentationFile(grid, { type: 'BINARY', segments, frames, bits: 1, ...how }));
  return path;
}
const labelsOf = (path: string) => createDicomReader().readLabelMap?.(path) ?? expect.fail('reads label maps');

describe('segmentations', () => {
  it('are label maps: packed bits, any order of frames, slices left out, the later segment on top', async () => {
    const { volume, names, codes } = await labelsOf(written());
    expect(volume.data).toEqual(expected());
    expect(volume).toMatchObject({ size: [7, 5, 4], spacing: [0.8, 0.9, expect.closeTo(2.5, 6)] });
    const first = [0, 1, 2].map((row) => grid.origin[row] + 2.5 * grid.direction[3 * row + 2]);
    volume.origin.forEach((mm, axis) => expect(mm).toBeCloseTo(first[axis], 6));
    volume.direction.forEach((cosine, i) => expect(cosine).toBeCloseTo(grid.direction[i], 6));
    expect(names).toEqual(new Map([[1, 'Liver'], [2, 'LK']])); // prettier-ignore
    expect(codes).toEqual(new Map([[2, { value: '64033007', meaning: 'Kidney', side: 'left' }]]));
  });

  it('are the same in every way of writing elements, and of one byte for a pixel', async () => {
    for (const syntax of ['', '.1', '.1.99']) {
      for (const counted of [true, false])
        expect((await labelsOf(written({ syntax, counted }))).volume.data).toEqual(expected());
    }
    expect((await labelsOf(written({ bits: 8 }))).volume.data).toEqual(expected());
  });

  it('are called by what they are where nobody named them, by older codes, too', async () => {
    const older = [
      { number: 1, label: 'Segment_1', code: ['T-71000', 'Kidney', 'G-A101'], scheme: 'SRT' },
      { number: 2, label: '', code: ['10200004', 'Liver'] },
    ] as const;
    const { names, codes } = await labelsOf(written({ segments: older }));
    expect([...(names ?? [])]).toEqual([[1, 'Kidney left'], [2, 'Liver']]); // prettier-ignore
    expect([...(codes ?? [])]).toEqual([[2, { value: '10200004', meaning: 'Liver' }]]);
    const unnamed = await labelsOf(written({ segments: [{ number: 1, label: 'Segment 1' }, { number: 2, label: '' }] })); // prettier-ignore
    expect([...(unnamed.names?.values() ?? [])]).toEqual(['Segment 1', 'segment 2']);
  });

  it('may be fractional: half and more of the largest value is the structure', async () => {
    const fractional = frames.map((frame) => ({
      ...frame,
      pixels: Array.from(frame.pixels, (inside, i) => (inside ? 100 + i : i)),
    }));
    const { volume } = await labelsOf(written({ type: 'FRACTIONAL', bits: 8, frames: fractional }));
    expect(volume.data).toEqual(expected());
  });

  it('may hold numbers of segments in 8 or 16 bits', async () => {
    for (const [bits, liver] of [
      [8, 3],
      [16, 700],
    ] as const) {
      // prettier-ignore
      const labels = [3, 0, 2].map((slice) => ({ slice, pixels: mask(slice).map((inside) => inside * liver) }));
      const path = written({ type: 'LABELMAP', bits, frames: labels, segments: [{ number: liver, label: 'liver' }] });
      const { volume, names } = await labelsOf(path);
      expect(volume.size).toEqual([7, 5, 4]);
      expect(Array.from(volume.data.subarray(3 * area))).toEqual(mask(3).map((inside) => inside * liver));
      expect(volume.data.subarray(area, 2 * area).every((label) => label === 0)).toBe(true);
      expect(names?.get(liver)).toBe('liver');
    }
  });

  it('is found in a folder beside a series, and never read as a CT', async () => {
    const folder = join(dir, 'series');
    writeSeries(folder, { ...grid, data: new Int16Array(voxelCount(grid.size)) });
    const path = join(folder, 'seg.dcm');
    writeFileSync(path, segmentationFile(grid, { type: 'BINARY', segments, frames, bits: 1 }));
    expect((await labelsOf(folder)).volume.data).toEqual(expected());
    await expectCodedError(createDicomReader().read(path), 'TFM_DICOM_NOT_CT');
    expect(await createDicomReader().files?.(path)).toEqual([path]);
    expect((await createDicomReader().read(folder)).size).toEqual(grid.size);
  });

  it('has a code for what cannot be read', async () => {
    const moved = written({ also: { [tags.SharedFunctionalGroupsSequence]: undefined } });
    await expectCodedError(labelsOf(moved), 'TFM_DICOM_GEOMETRY');
    const short = segmentationFile(grid, { type: 'BINARY', segments, frames, bits: 1 });
    writeFileSync(join(dir, 'short.dcm'), short.subarray(0, short.length - 6));
    await expectCodedError(labelsOf(join(dir, 'short.dcm')), 'TFM_DICOM_TRUNCATED');
    await expectCodedError(labelsOf(written({ also: { [tags.BitsAllocated]: ['US', 32] } })), 'TFM_DICOM_PIXELS');
    const nowhere = frames.map(({ slice, pixels }) => ({ slice, pixels }));
    await expectCodedError(labelsOf(written({ frames: nowhere })), 'TFM_DICOM_CORRUPT');
    const both = join(dir, 'both');
    writeSeries(both, { ...grid, data: new Int16Array(voxelCount(grid.size)) }, () => undefined);
    for (const name of ['a', 'b'])
      writeFileSync(join(both, name), segmentationFile(grid, { type: 'BINARY', segments, frames, bits: 1 }));
    await expectCodedError(labelsOf(both), 'TFM_DICOM_SEVERAL');
  });
});
