import type { FuzzTarget } from '@totalfm/testing';
import { createDicomReader } from '../dicom-reader.ts';
import { segmentationFile } from './segmentation.ts';
import { structureSetFile } from './structure-set.ts';

const grid = { size: [17, 11, 4], spacing: [1, 1, 2], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const; // prettier-ignore
const mask = Array.from({ length: 187 }, (_, i) => Number(i % 3 === 0));
const segments = [{ number: 1, label: 'Liver', code: ['10200004', 'Liver'] }, { number: 2, label: 'Spleen' }] as const; // prettier-ignore
const frames = [0, 2, 3].flatMap((slice) => [1, 2].map((segment) => ({ slice, segment, pixels: mask })));
const shares = frames.map((frame) => ({ ...frame, pixels: mask.map((inside) => 200 * inside) }));
const outline = (z: number) => [1, 1, z, 9, 1, z, 9, 9, z, 1, 9, z];
const rois = [1, 2].map((number) => ({
  number,
  name: `ROI ${number}`,
  contours: [outline(0), outline(2), outline(4)],
}));

/** Segmentations of each type. */
export const segmentationTarget = (): FuzzTarget =>
  targetOf({
    binary: segmentationFile(grid, { type: 'BINARY', segments, frames, bits: 1 }),
    fractional: segmentationFile(grid, { type: 'FRACTIONAL', segments, frames: shares, bits: 8, syntax: '' }),
    labels: segmentationFile(grid, { type: 'LABELMAP', segments, frames: frames.slice(0, 2), bits: 16, counted: true }),
  });

/** Structure sets without their series. */
export const structureSetTarget = (): FuzzTarget =>
  targetOf({
    structures: structureSetFile(rois),
    'implicit structures': structureSetFile(rois, { syntax: '', counted: true }),
  });

function targetOf(files: Readonly<Record<string, Buffer>>): FuzzTarget {
  const reader = createDicomReader();
  return {
    sound: new Map(Object.entries(files).map(([name, bytes]) => [name, { bytes }])),
    read: async (path) => reader.readLabelMap?.(path),
  };
}
