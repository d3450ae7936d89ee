import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { voxelCount, type LabelFile, type Triple, type Volume } from '@totalfm/core';
import { expectSameImage } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createNrrdReader } from '../../nrrd/nrrd-reader.ts';
import { createDicomReader } from '../dicom-reader.ts';
import { tags } from '../parse/tags.ts';
import { writeSeries } from '../test-support/ct-series.ts';
import { encodeSegmentation } from './encode-segmentation.ts';
import { readReferenceSeries } from './reference-series.ts';

// TOTALFM_PEER_PYTHON names a Python with pydicom and highdicom.
const python = process.env.TOTALFM_PEER_PYTHON ?? '';
const installed = python !== '' && spawnSync(python, ['-c', 'import pydicom, highdicom']).status === 0;
const script = join(import.meta.dirname, '../test-support/seg-peer.py');
const dir = mkdtempSync(join(tmpdir(), 'totalfm-seg-peers-'));
afterAll(() => rmSync(dir, { recursive: true }));

const run = (...args: string[]) => execFileSync(python, [script, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
const data = process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../../shared/data');
const real = join(data, 'ct/liver-dicom');

const angle = 0.25;
const grid: Omit<Volume, 'data'> = {
  size: [45, 37, 9],
  spacing: [0.75, 0.75, 3],
  origin: [-30, -20, 50],
  direction: [1, 0, 0, 0, Math.cos(angle), -Math.sin(angle), 0, Math.sin(angle), Math.cos(angle)],
};
const [nx, ny] = grid.size;
/** A ball, in a few of the slices. */
const ball = (x: number, y: number, k: number, radius: number) =>
  Uint8Array.from({ length: voxelCount(grid.size) }, (_, i) => {
    const [a, b, c] = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
    return Number(Math.hypot(a - x, b - y, 3 * (c - k)) < radius);
  });

function madeSeries(name: string): string {
  const ct = { ...grid, data: new Int16Array(voxelCount(grid.size)) };
  const also = Object.fromEntries(
    [
      [0x00100010, ['PN', 'Nobody']],
      [0x00100030, ['DA', '']],
      [0x00100040, ['CS', '']],
      [0x00080030, ['TM', '']],
      [0x00080050, ['SH', 'A1']],
      [0x00080090, ['PN', '']],
      [0x00200010, ['SH', '']],
      [tags.FrameOfReferenceUID, ['UI', '1.2.3.9']],
      [0x00201040, ['LO', '']],
    ].map(([tag, value]) => [tag, value]),
  ) as never;
  return writeSeries(join(dir, name), ct, (k) => ({
    also: { ...(also as object), [tags.InstanceNumber]: ['IS', k + 1] },
  }));
}

const labelsOf = async (path: string): Promise<LabelFile> =>
  (await createDicomReader().readLabelMap?.(path)) ?? expect.fail('reads label maps');

/** Whether two label maps have the same voxels where both are, and no others. */
async function expectSameLabels(found: Volume, expected: Volume) {
  const { labelsOnGrid } = await import('../../labels/labels-on-grid.ts');
  const { volume, how, lost } = labelsOnGrid(found, expected);
  expect([how, lost]).toEqual(['same', 0]);
  expect(Buffer.compare(Buffer.from(Uint8Array.from(volume.data)), Buffer.from(Uint8Array.from(expected.data)))).toBe(
    0,
  );
}

function joined(masks: readonly Uint8Array[]): Uint8Array {
  const labels = new Uint8Array(masks[0].length);
  masks.forEach((mask, index) => mask.forEach((inside, i) => inside && (labels[i] = index + 1)));
  return labels;
}

function writeMasks(masks: readonly Uint8Array[]): string[] {
  return masks.map((mask, i) => {
    const path = join(dir, `mask-${i}.raw`);
    writeFileSync(path, mask);
    return path;
  });
}

function highdicom(path: string) {
  run('read', path, join(dir, 'peer'));
  const facts = JSON.parse(readFileSync(join(dir, 'peer.json'), 'utf8')) as {
    shape: Triple;
    affine: number[][];
    names: Record<string, string>;
    types: Record<string, string>;
    patient: string;
    sources: string[];
  };
  const bytes = readFileSync(join(dir, 'peer.raw'));
  const values = new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return { ...facts, volume: volumeOf(facts, values) };
}

/** highdicom's axes are slices, rows, columns. */
function volumeOf({ shape, affine }: { shape: Triple; affine: number[][] }, values: Uint16Array): Volume {
  const column = (axis: number) => [0, 1, 2].map((row) => affine[row][2 - axis]);
  const spacing = [0, 1, 2].map((axis) => Math.hypot(...column(axis)));
  return {
    data: values,
    size: [shape[2], shape[1], shape[0]],
    spacing: spacing as unknown as Triple,
    origin: [0, 1, 2].map((row) => affine[row][3]) as unknown as Triple,
    direction: [0, 1, 2].flatMap((row) => [0, 1, 2].map((axis) => column(axis)[row] / spacing[axis])) as never,
  };
}

describe.skipIf(!installed)('highdicom (skipped where TOTALFM_PEER_PYTHON names no Python that has it)', () => {
  it('writes segmentations of every type that are read to the same voxels', async () => {
    const folder = madeSeries('a');
    const masks = [ball(15, 15, 4, 9), ball(20, 20, 4, 8)];
    for (const kind of ['BINARY', 'FRACTIONAL', 'LABELMAP']) {
      const path = join(dir, `${kind}.dcm`);
      run('make', folder, path, kind, ...writeMasks(masks));
      const { volume, names, codes } = await labelsOf(path);
      expect(volume.size[2]).toBeLessThan(grid.size[2]);
      await expectSameLabels(volume, { ...grid, data: joined(masks) });
      expect(Object.fromEntries(names ?? [])).toMatchObject({ 1: 'Liver', 2: 'LK' });
      expect(codes?.get(2)).toEqual({ value: '64033007', meaning: 'Kidney', side: 'left' });
    }
  });

  it('reads ours to the same voxels, names, codes and source images', async () => {
    const folder = madeSeries('b');
    const labels = joined([ball(15, 15, 4, 9), ball(20, 20, 4, 8), ball(25, 12, 5, 7)]);
    const data = labels.map((label) => label && [0, 5, 3, 9][label]);
    const series = await readReferenceSeries(folder);
    const names = new Map([[5, 'liver'], [3, 'kidney_left'], [9, 'tumour']]); // prettier-ignore
    const codes = new Map([[3, { value: '64033007', meaning: 'Kidney', side: 'left' as const }]]);
    const path = join(dir, 'ours.dcm');
    writeFileSync(path, encodeSegmentation({ volume: { ...grid, data }, names, codes }, series));
    const peer = highdicom(path);
    expect(peer.names).toEqual({ 1: 'kidney_left', 2: 'liver', 3: 'tumour' });
    expect(peer.types).toEqual({ 1: '64033007', 2: '85756007', 3: '85756007' });
    expect(peer.patient).toBe('P1');
    expect(peer.sources).toHaveLength(9);
    await expectSameLabels(peer.volume, {
      ...grid,
      data: data.map((label) => label && [0, 0, 0, 1, 0, 2, 0, 0, 0, 3][label]),
    });
    expectSameImage((await labelsOf(path)).volume, peer.volume);
  });

  it.skipIf(!existsSync(real))('and both agree on real masks of a real series', async () => {
    const folder = join(real, 'series');
    const masks = await Promise.all(
      ['liver', 'heart', 'spine'].map((name) => createNrrdReader().read(join(real, `${name}_seg.nrrd`))),
    );
    const bytes = masks.map(({ data }) => Uint8Array.from(data as Int16Array, (value) => Number(value > 0)));
    const path = join(dir, 'real.dcm');
    run('make', folder, path, 'BINARY', ...writeMasks(bytes));
    const expected = { ...masks[0], data: joined(bytes) };
    const read = await labelsOf(path);
    await expectSameLabels(read.volume, expected);
    const ours = join(dir, 'real-ours.dcm');
    const series = await readReferenceSeries(folder);
    writeFileSync(
      ours,
      encodeSegmentation({ volume: read.volume, names: read.names ?? new Map(), codes: read.codes }, series),
    );
    await expectSameLabels(highdicom(ours).volume, expected);
    await expectSameLabels((await labelsOf(ours)).volume, expected);
  });
});
