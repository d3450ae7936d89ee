import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { totalSegmentatorNames, totalSegmentatorV1Names, v1NumberInV2 } from '@totalfm/anatomy';
import type { Exam, LabelMap, Warn } from '@totalfm/core';
import { crop, labelBoxes, readNifti, reorientLike, resampleToSize } from '@totalfm/imaging';
import { describePlugin, describeSegmenter, expectCodedError, testTorso } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { createLabelFiles, plugin } from '../index.ts';

const { ct, labelMap } = testTorso();
const examWith = (labels?: LabelMap): Exam => ({
  id: 'exam-1',
  patient: 'patient-1',
  split: 'test',
  ct: async () => ct,
  report: async () => 'Normal.',
  ...(labels && { labelMap: async () => labels }),
});
const changed = (change: Partial<LabelMap['volume']>): LabelMap => ({
  ...labelMap,
  volume: { ...labelMap.volume, ...change },
});

describePlugin(plugin);
describeSegmenter('label-files', {
  make: () => createLabelFiles({ unknown: 'error' }),
  exam: async () => examWith(labelMap),
});

describe('label-files', () => {
  const segment = (labels?: LabelMap, unknown: 'error' | 'background' = 'error', warn?: Warn) =>
    createLabelFiles({ unknown }).segment(examWith(labels), ct, undefined, warn);

  it('has a code for each thing that can be wrong with a label map', async () => {
    await expectCodedError(segment(), 'TFM_SEGMENTATION_MISSING');
    await expectCodedError(segment(changed({ origin: [-76, -72, -70] })), 'TFM_SEGMENTATION_GRID');
    await expectCodedError(segment(changed({ origin: [500, -72, -70], spacing: [4, 4, 5] })), 'TFM_SEGMENTATION_GRID');
    await expectCodedError(segment(changed({ direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1] })), 'TFM_SEGMENTATION_GRID');
    await expectCodedError(segment(changed({ data: new Uint8Array(ct.data.length) })), 'TFM_SEGMENTATION_EMPTY');
    await expectCodedError(segment({ ...labelMap, names: new Map([[5, 'liver']]) }), 'TFM_SEGMENTATION_UNKNOWN');
    await expectCodedError(segment(changed({ data: ct.data })), 'TFM_LABELS_INVALID');
  });

  it('states both grids where they differ', async () => {
    await expect(segment(changed({ origin: [500, 0, 0] }))).rejects.toThrow(/LPS \(500.*LPS \(-80/s);
  });

  it('takes the same lattice in another order and direction of axes as the same grid', async () => {
    const turned = reorientLike(labelMap.volume, { direction: [0, -1, 0, 0, 0, 1, -1, 0, 0] });
    expect(turned.size).not.toEqual(ct.size);
    const warnings: string[] = [];
    const same = await segment({ ...labelMap, volume: turned }, 'error', ({ code }) => void warnings.push(code));
    expect(same).toEqual(await segment(labelMap));
    expect(warnings).toEqual([]);
  });

  it('takes some slices of the CT as they are, and names of other writers as TotalSegmentator’s', async () => {
    const [nx, ny] = ct.size;
    const part = crop(labelMap.volume, { start: [0, 0, 3], end: [nx, ny, 9] });
    const warnings: string[] = [];
    const names = new Map([...labelMap.names, [2, 'Right kidney'], [3, 'LK'], [5, 'Liver']] as const);
    const codes = new Map([[3, { value: '64033007', meaning: 'Kidney', side: 'left' as const }]]);
    const read = await segment({ volume: part, names, codes }, 'error', ({ code }) => void warnings.push(code));
    const inside = (voxel: number) => voxel >= 3 * nx * ny && voxel < 9 * nx * ny;
    expect(read.volume.data).toEqual(labelMap.volume.data.map((label, voxel) => (inside(voxel) ? label : 0)));
    expect([2, 3, 5].map((label) => read.names.get(label))).toEqual(['kidney_right', 'kidney_left', 'liver']);
    expect(warnings).toEqual([]);
  });

  it('resamples a label map of another grid, and says so', async () => {
    const [nx, ny, nz] = ct.size;
    const finer = resampleToSize(labelMap.volume, [2 * nx, 2 * ny, 2 * nz], 'nearest');
    const warnings: string[] = [];
    const back = await segment({ ...labelMap, volume: finer }, 'error', ({ code }) => void warnings.push(code));
    expect(back.volume).toEqual({ ...labelMap.volume, data: back.volume.data });
    const differ = Array.from(back.volume.data).filter((label, i) => label !== labelMap.volume.data[i]).length;
    expect(differ).toBeLessThan(0.02 * Array.from(labelMap.volume.data).filter(Boolean).length);
    expect(warnings).toEqual(['TFM_SEGMENTATION_RESAMPLED']);
  });

  it('takes labels within 0.01 of a whole number as that number', async () => {
    const scaled = Float32Array.from(labelMap.volume.data, (label) => label * 1.0000001 + 1e-7);
    expect(new Set((await segment(changed({ data: scaled }))).volume.data)).toEqual(new Set([0, 2, 3, 5]));
    const blurred = Float32Array.from(labelMap.volume.data, (label) => label * 1.1);
    await expectCodedError(segment(changed({ data: blurred })), 'TFM_LABELS_INVALID');
  });

  it('forgives rounding in a header, and gives the grid of the CT', async () => {
    const rounded = await segment(changed({ origin: [-80.0004, -72, -69.9997] }));
    expect(rounded.volume.origin).toEqual(ct.origin);
  });

  it('takes out what is to be missing, and says where no structure has such a name', async () => {
    const segmentWithout = (...missing: readonly string[]) =>
      createLabelFiles({ unknown: 'error', missing: [...missing] }).segment(examWith(labelMap), ct);
    const labels = await segmentWithout('liver');
    expect(labels.volume.data).toEqual(labelMap.volume.data.map((label) => (label === 5 ? 0 : label)));
    await expect(segmentWithout('livre')).rejects.toMatchObject({
      code: 'TFM_SEGMENTATION_UNKNOWN',
      fix: expect.stringContaining('liver') as string,
    });
  });

  it('takes unknown numbers as background where it is told to', async () => {
    const labels = await segment({ ...labelMap, names: new Map([[5, 'liver']]) }, 'background');
    expect(new Set(labels.volume.data)).toEqual(new Set([0, 5]));
    expect(new Set(labelMap.volume.data)).toEqual(new Set([0, 2, 3, 5]));
  });
});

const real = join(process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data'), 'ct');

describe.skipIf(!existsSync(real))('label files of real CTs', () => {
  for (const name of ['abdomen-3mm', 'abdomen-pelvis-3mm']) {
    it(`tells version 1 of TotalSegmentator by the body: ${name}`, async () => {
      const ct = await readNifti(join(real, name, 'ct.nii.gz'));
      const volume = await readNifti(join(real, name, 'segmentation.nii.gz'));
      const v1 = new Map([...totalSegmentatorV1Names.keys()].map((number) => [v1NumberInV2(number), number]));
      const numbers = Uint8Array.from(volume.data, (label) => v1.get(label) ?? 0);
      const segment = async (data: Uint8Array) => {
        const warnings: string[] = [];
        const labels = { volume: { ...volume, data }, names: totalSegmentatorNames, assumed: true as const };
        const { volume: found } = await createLabelFiles({ unknown: 'background' }).segment(
          { ...examWith(labels), ct: async () => ct },
          ct,
          undefined,
          ({ code }) => void warnings.push(code),
        );
        return { warnings, liver: labelBoxes(found).get(5)?.voxels, aorta: labelBoxes(found).get(52)?.voxels };
      };
      const v2 = await segment(Uint8Array.from(volume.data));
      expect(v2.warnings).toEqual([]);
      expect(await segment(numbers)).toEqual({ ...v2, warnings: ['TFM_SEGMENTATION_NUMBERS'] });
    });
  }
});
