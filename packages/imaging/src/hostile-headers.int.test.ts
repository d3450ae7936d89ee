import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expectCodedError, int16Image, testGrids } from '@totalfm/testing';
import { afterAll, expect, it } from 'vitest';
import { createMetaImageReader, createNiftiReader, createNrrdReader, encodeNifti, labelTableOf } from './index.ts'; // prettier-ignore

const dir = mkdtempSync(join(tmpdir(), 'totalfm-hostile-'));
afterAll(() => rmSync(dir, { recursive: true }));
mkdirSync(join(dir, 'study'));

const path = join(dir, 'study', 'file');
const put = (bytes: string | Uint8Array) => {
  writeFileSync(path, bytes);
  return path;
};
const nrrd = (...lines: readonly string[]) =>
  ['NRRD0004', 'type: short', 'dimension: 3', 'sizes: 1 1 1', 'encoding: raw', ...lines, '', 'ab'].join('\n');
const metaImage = (...lines: readonly string[]) =>
  ['ObjectType = Image', 'NDims = 3', 'DimSize = 1 1 1', 'ElementType = MET_SHORT', ...lines, 'ElementDataFile = LOCAL', 'ab'].join('\n'); // prettier-ignore

// A header of megabytes that is looked at once for each of its bytes takes hours.
it('take no longer than their length asks for', async () => {
  const many = 300_000;
  expect(labelTableOf(Buffer.from(`<LabelTable>${'<Label '.repeat(many)}`))).toBeUndefined();
  expect(labelTableOf(Buffer.from(`<LabelTable><Label ${'Key="1" '.repeat(many)}`))).toBeUndefined();
  const spaces = put(metaImage(`Comment = x${' '.repeat(3 * many)}x`));
  expect((await createMetaImageReader().read(spaces)).size).toEqual([1, 1, 1]);
  const open = put(nrrd(`space directions: ${'('.repeat(3 * many)}`));
  await expectCodedError(createNrrdReader().read(open), 'TFM_IMAGE_FORMAT');
});

it('cannot name what every object has', async () => {
  for (const [field, code] of [['space', 'GEOMETRY'], ['encoding', 'FORMAT'], ['type', 'DATA_TYPE']]) // prettier-ignore
    await expectCodedError(createNrrdReader().read(put(nrrd(`${field}: constructor`))), `TFM_IMAGE_${code}`);
  const type = put(metaImage('ElementType = constructor'));
  await expectCodedError(createMetaImageReader().read(type), 'TFM_IMAGE_DATA_TYPE');
});

it('cannot ask for parts of channels and bytes, for names that no disk takes, nor for labels that are no numbers', async () => {
  for (const line of ['ElementNumberOfChannels = 1.5', 'ElementNumberOfChannels = Infinity'])
    await expectCodedError(createMetaImageReader().read(put(metaImage(line))), 'TFM_IMAGE_FORMAT');
  const beside = (skip: string, name: string) =>
    createMetaImageReader().read(put(metaImage(`HeaderSize = ${skip}`).replace('LOCAL', name)));
  for (const skip of ['1.5', '-1', '1e20']) await expectCodedError(beside(skip, 'file'), 'TFM_IMAGE_FORMAT');
  await expectCodedError(beside('0', 'x'.repeat(500)), 'TFM_FILE_MISSING');
  const label = put(nrrd('Segment0_ID:=a', 'Segment0_LabelValue:=liver'));
  await expectCodedError(createNrrdReader().readLabelMap?.(label) ?? expect.fail(), 'TFM_IMAGE_FORMAT');
});

it('cannot ask for a gigabyte of extensions to be kept', async () => {
  const bytes = encodeNifti(int16Image(testGrids.straight), { version: 2 });
  bytes.writeBigInt64LE(900_000_000n, 168);
  await expectCodedError(createNiftiReader().read(put(gzipSync(Buffer.concat([bytes, Buffer.alloc(1 << 20)])))), 'TFM_NIFTI_FORMAT'); // prettier-ignore
});
