import type { Exam, LabelMap } from '@totalfm/core';
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
  const segment = (labels?: LabelMap, unknown: 'error' | 'background' = 'error') =>
    createLabelFiles({ unknown }).segment(examWith(labels), ct);

  it('has a code for each thing that can be wrong with a label map', async () => {
    await expectCodedError(segment(), 'TFM_SEGMENTATION_MISSING');
    await expectCodedError(segment(changed({ spacing: [4, 4, 5] })), 'TFM_SEGMENTATION_GRID');
    await expectCodedError(segment(changed({ origin: [-76, -72, -70] })), 'TFM_SEGMENTATION_GRID');
    await expectCodedError(segment(changed({ direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1] })), 'TFM_SEGMENTATION_GRID');
    await expectCodedError(segment(changed({ data: new Uint8Array(ct.data.length) })), 'TFM_SEGMENTATION_EMPTY');
    await expectCodedError(segment({ ...labelMap, names: new Map([[5, 'liver']]) }), 'TFM_SEGMENTATION_UNKNOWN');
    await expectCodedError(segment(changed({ data: ct.data })), 'TFM_LABELS_INVALID');
  });

  it('states both grids where they differ', async () => {
    await expect(segment(changed({ spacing: [4, 4, 5] }))).rejects.toThrow(/4 × 4 × 5 mm.*4 × 4 × 6 mm/s);
  });

  it('forgives rounding in a header, and gives the grid of the CT', async () => {
    const rounded = await segment(changed({ origin: [-80.0004, -72, -69.9997] }));
    expect(rounded.volume.origin).toEqual(ct.origin);
  });

  it('takes unknown numbers as background where it is told to', async () => {
    const labels = await segment({ ...labelMap, names: new Map([[5, 'liver']]) }, 'background');
    expect(new Set(labels.volume.data)).toEqual(new Set([0, 5]));
    expect(new Set(labelMap.volume.data)).toEqual(new Set([0, 2, 3, 5]));
  });
});
