import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { voxelCount, type LabelMap } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader } from '../dicom-reader.ts';
import { itemsOf, textOf } from '../parse/data-set.ts';
import { readHead } from '../parse/read-head.ts';
import { tags } from '../parse/tags.ts';
import { fileSource } from '../source/byte-source.ts';
import { writeSeries } from '../test-support/ct-series.ts';
import { encodeSegmentation } from './encode-segmentation.ts';
import { readReferenceSeries } from './reference-series.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-seg-write-'));
afterAll(() => rmSync(dir, { recursive: true }));

const grid = {
  size: [7, 5, 4],
  spacing: [0.8, 0.9, 2.5],
  origin: [1 / 3, 4, 100],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;
const data = Uint8Array.from({ length: voxelCount(grid.size) }, (_, i) =>
  i % 3 === 0 ? 0 : i % 5 === 0 ? 300 % 256 : 7,
);
const labels: LabelMap = { volume: { ...grid, data }, names: new Map([[7, 'liver'], [44, 'Größe']]) }; // prettier-ignore
const series = writeSeries(join(dir, 'series'), { ...grid, data: new Int16Array(data.length) }, () => ({
  also: { [tags.PatientName]: ['PN', 'Müller^Eva'], [tags.SpecificCharacterSet]: ['CS', 'ISO_IR 192'] },
}));

describe('segmentations that are written', () => {
  it('come back voxel by voxel, with names, patient and study', async () => {
    const at = new Date('2026-01-02T03:04:05Z');
    const bytes = encodeSegmentation(labels, await readReferenceSeries(series), { at });
    expect(encodeSegmentation(labels, await readReferenceSeries(series), { at }).equals(bytes)).toBe(true);
    const path = join(dir, 'seg.dcm');
    writeFileSync(path, bytes);
    const read = await createDicomReader().readLabelMap?.(path);
    expect(read?.names).toEqual(new Map([[1, 'liver'], [2, 'Größe']])); // prettier-ignore
    expect(read?.volume.data).toEqual(data.map((label) => (label === 7 ? 1 : label && 2)));
    expect(read?.volume).toMatchObject({ size: grid.size });
    const { set } = await readHead(await fileSource(path));
    expect(textOf(set, tags.PatientName)).toBe('Müller^Eva');
    expect(textOf(set, tags.StudyInstanceUID)).toBe('1.2.3');
    const [frame] = itemsOf(set, tags.PerFrameFunctionalGroupsSequence);
    const [source] = itemsOf(itemsOf(frame, 0x00089124)[0], 0x00082112);
    expect(textOf(source, 0x00081155)).toBe('1.2.3.4.1');
    expect(readFileSync(path).subarray(128, 132).toString()).toBe('DICM');
  });

  it('have the voxels of their series, or are not written', async () => {
    const reference = await readReferenceSeries(series);
    const code = (map: LabelMap) => {
      try {
        return encodeSegmentation(map, reference).length;
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    const moved = { ...labels.volume, origin: [0.8, 4, 100] as const };
    expect(code({ ...labels, volume: moved })).toBe('TFM_DICOM_REFERENCE');
    expect(code({ ...labels, volume: { ...labels.volume, data: new Uint8Array(data.length) } })).toBe(
      'TFM_DICOM_REFERENCE',
    );
  });
});
