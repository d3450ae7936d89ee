import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, isTotalFmError } from '@totalfm/core';
import { afterAll, expect, it } from 'vitest';
import { createDicomReader } from '../dicom-reader.ts';
import { mutated } from '../test-support/mutate.ts';
import { segmentationFile } from '../test-support/segmentation.ts';
import { structureSetFile } from '../test-support/structure-set.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-label-fuzz-'));
afterAll(() => rmSync(dir, { recursive: true }));

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
const sound = new Map([
  ['binary', segmentationFile(grid, { type: 'BINARY', segments, frames, bits: 1 })],
  ['fractional', segmentationFile(grid, { type: 'FRACTIONAL', segments, frames: shares, bits: 8, syntax: '' })],
  [
    'labels',
    segmentationFile(grid, { type: 'LABELMAP', segments, frames: frames.slice(0, 2), bits: 16, counted: true }),
  ],
  ['structures', structureSetFile(rois)],
  ['implicit structures', structureSetFile(rois, { syntax: '', counted: true })],
]);

it('reads damaged label maps, or has a code for each: it neither fails otherwise, hangs nor grows', async () => {
  const random = createRandom(11);
  const outcomes = new Map<string, number>();
  const failures: string[] = [];
  const read = createDicomReader().readLabelMap ?? expect.fail('reads label maps');
  // The series of a structure set is looked for in the folder around its own.
  const path = join(dir, 'study', 'file');
  mkdirSync(join(dir, 'study'));
  for (let i = 0; i < 500; i++) {
    const [name, bytes] = [...sound][i % sound.size];
    writeFileSync(path, mutated(bytes, random));
    const start = performance.now();
    const outcome = await read(path).then(
      () => 'read',
      (error: unknown) => (isTotalFmError(error) ? error.code : `${name} ${i}: ${String((error as Error).stack)}`),
    );
    if (/^(read|TFM_)/.test(outcome)) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    else failures.push(outcome);
    if (performance.now() - start > 5000) failures.push(`${name} ${i} took too long`);
  }
  expect(failures).toEqual([]);
  expect(outcomes.get('read')).toBeGreaterThan(60);
  expect(outcomes.get('TFM_DICOM_CORRUPT')).toBeGreaterThan(50);
  expect(outcomes.size).toBeGreaterThan(4);
  expect(process.memoryUsage().rss).toBeLessThan(1.5e9);
});

it('begins with sound label maps', async () => {
  mkdirSync(join(dir, 'sound'));
  for (const [name, bytes] of sound) {
    const path = join(dir, 'sound', `${name}.dcm`);
    writeFileSync(path, bytes);
    const { volume } = (await createDicomReader().readLabelMap?.(path)) ?? expect.fail('reads label maps');
    expect(
      volume.data.some((label) => label > 0),
      name,
    ).toBe(true);
  }
});
