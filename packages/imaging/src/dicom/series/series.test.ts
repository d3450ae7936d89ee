import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolumeFiles, samplePath, type ErrorRecord, type Volume } from '@totalfm/core';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader, dicomOptions } from '../dicom-reader.ts';
import { tags } from '../parse/tags.ts';
import { sliceFile, writeSeries, type SliceToWrite } from '../test-support/ct-series.ts';
import { reportFile } from '../test-support/structured-report.ts';
import { imageKindOf } from './image-kind.ts';
import { kernelSharpness } from './kernel.ts';

const base = mkdtempSync(join(tmpdir(), 'totalfm-dicom-'));
afterAll(() => rmSync(base, { recursive: true }));
let folders = 0;

const ct = (slices: number, fill: number): Volume<Int16Array> => ({
  size: [4, 4, slices],
  spacing: [1, 1, 2],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  data: new Int16Array(16 * slices).fill(fill),
});

type Also = SliceToWrite['also'];

interface Series {
  readonly uid: string;
  readonly slices?: number;
  readonly kernel?: string;
  readonly thickness?: string;
  readonly description?: string;
  readonly type?: string;
}

/** A folder of series, each filled with its place in the list. */
function exam(series: readonly Series[]): string {
  const dir = join(base, String(folders++));
  series.forEach(
    (
      { uid, slices = 10, kernel = 'B30f', thickness = '2', description = '', type = 'ORIGINAL\\PRIMARY\\AXIAL' },
      i,
    ) => {
      const also: Also = {
        [tags.SeriesInstanceUID]: ['UI', uid],
        [tags.SeriesNumber]: ['IS', String(i + 1)],
        [tags.ConvolutionKernel]: ['SH', kernel],
        [tags.SliceThickness]: ['DS', thickness],
        [tags.SeriesDescription]: ['LO', description],
        [tags.ImageType]: ['CS', type],
      };
      writeSeries(dir, ct(slices, i - 20), () => ({ also }), `${i}-`);
    },
  );
  return dir;
}

async function chosen(path: string, options = {}, series?: string) {
  const warnings: ErrorRecord[] = [];
  const warn = (warning: ErrorRecord) => void warnings.push(warning);
  const volume = await createDicomReader(dicomOptions.parse(options)).read(path, { warn, series });
  return { index: volume.data[0] + 20, warnings };
}

describe('a folder of several series', () => {
  it.each<[string, readonly Series[], number, string]>([
    [
      'original slices',
      [
        { uid: '1', type: 'DERIVED\\SECONDARY\\MPR' },
        { uid: '2', slices: 8 },
      ],
      1,
      'original axial slices',
    ],
    ['more than a few slices', [{ uid: '1', slices: 3 }, { uid: '2' }], 1, 'at least 8 slices'],
    ['thin slices', [{ uid: '1', thickness: '5' }, { uid: '2' }], 1, 'slices of at most 3 mm'],
    ['a soft kernel', [{ uid: '1', kernel: 'B70f', thickness: '1.5' }, { uid: '2' }], 1, 'a soft kernel'],
    [
      'the phase',
      [
        { uid: '1', description: 'Arterial' },
        { uid: '2', description: 'Portal venous' },
      ],
      1,
      'the phase (portal-venous',
    ],
    [
      'the thickness wished for',
      [
        { uid: '1', thickness: '0.6' },
        { uid: '2', thickness: '1.25' },
      ],
      1,
      'a slice thickness near 1.5 mm',
    ],
    ['most slices', [{ uid: '1' }, { uid: '2', slices: 12 }], 1, 'most slices'],
    ['the lowest number', [{ uid: '2' }, { uid: '1' }], 0, 'the lowest series number'],
  ])('gives the one with %s, and says why', async (_, series, index, reason) => {
    const found = await chosen(exam(series));
    expect([found.index, found.warnings.map(({ code }) => code)]).toEqual([index, ['TFM_DICOM_SERIES']]);
    expect(found.warnings[0].message).toContain(`because of ${reason}`);
  });

  it('gives another where options or a UID ask for it', async () => {
    const path = exam([
      { uid: '1', description: 'portal' },
      { uid: '2', kernel: 'LUNG', description: 'native' },
    ]);
    expect((await chosen(path)).index).toBe(0);
    expect((await chosen(path, { kernel: 'sharp' })).index).toBe(1);
    expect((await chosen(path, { kernel: 'any', phases: ['non-contrast'] })).index).toBe(1);
    expect(await chosen(path, {}, '2')).toEqual({ index: 1, warnings: [] });
    await expectCodedError(chosen(path, {}, '3'), 'TFM_DICOM_SERIES');
  });

  it('names the files of the series that it reads, and passes over all else', async () => {
    const path = exam([{ uid: '1' }, { uid: '2', slices: 12 }]);
    writeFileSync(join(path, 'notes.txt'), 'Read on Monday.');
    writeFileSync(join(path, 'report.dcm'), reportFile());
    const also: Also = {
      [tags.ImageType]: ['CS', 'ORIGINAL\\PRIMARY\\LOCALIZER'],
      [tags.SeriesInstanceUID]: ['UI', '2'],
    };
    writeFileSync(join(path, 'scout.dcm'), sliceFile(ct(1, 9), 0, { also }));
    const reader = createDicomReader();
    const files = await reader.files?.(path);
    expect(files).toHaveLength(12);
    expect(files?.every((file) => /\/1-/.test(file))).toBe(true);
    expect((await chosen(path)).index).toBe(1);
  });

  it('may be one of links, to files and to folders', async () => {
    const from = exam([{ uid: '1' }]);
    const dir = join(base, String(folders++));
    mkdirSync(dir);
    symlinkSync(from, join(dir, 'series'));
    symlinkSync(join(base, 'nowhere'), join(dir, 'broken'));
    expect(await createDicomReader().read(dir)).toEqual(await createDicomReader().read(from));
  });

  it('leaves out what is damaged, and says so', async () => {
    const path = exam([{ uid: '1' }]);
    writeFileSync(join(path, 'damaged.dcm'), sliceFile(ct(1, 0), 0).subarray(0, 300));
    const { warnings } = await chosen(path);
    expect(warnings.map(({ code }) => code)).toEqual(['TFM_DICOM_SKIPPED']);
  });

  it('on a medium is found below its DICOMDIR', async () => {
    const path = join(base, String(folders++));
    mkdirSync(join(path, 'DICOM/PAT0/STU0'), { recursive: true });
    const directory: Also = { [tags.SOPClassUID]: ['UI', '1.2.840.10008.1.3.10'], [tags.Modality]: undefined };
    writeFileSync(join(path, 'DICOMDIR'), sliceFile(ct(1, 0), 0, { also: directory }));
    writeSeries(join(path, 'DICOM/PAT0/STU0/SER0'), ct(3, -15));
    expect(await createDicomReader().recognizes(await samplePath(path))).toBe(true);
    expect((await chosen(path)).index).toBe(5);
  });

  it('without a CT volume says what is there instead', async () => {
    const path = join(base, String(folders++));
    mkdirSync(path);
    writeFileSync(join(path, 'report.dcm'), reportFile());
    await expect(chosen(path)).rejects.toMatchObject({
      code: 'TFM_DICOM_NOT_CT',
      message: expect.stringContaining('structured report') as string,
    });
    writeFileSync(
      join(path, 'mr.dcm'),
      sliceFile(ct(1, 0), 0, {
        also: { [tags.Modality]: ['CS', 'MR'], [tags.SOPClassUID]: ['UI', '1.2.840.10008.5.1.4.1.1.4'] },
      }),
    );
    await expect(chosen(path)).rejects.toThrow(/modality MR/);
    await rmSync(join(path, 'mr.dcm'));
    await rmSync(join(path, 'report.dcm'));
    await expectCodedError(chosen(path), 'TFM_DICOM_FORMAT');
  });
});

describe('what an image is', () => {
  const ctClass = '1.2.840.10008.5.1.4.1.1.2';
  it.each([
    [ctClass, 'CT', ['ORIGINAL', 'PRIMARY', 'AXIAL'], 'ct'],
    [ctClass, 'CT', ['ORIGINAL', 'PRIMARY', 'LOCALIZER'], 'localizer'],
    [ctClass, 'CT', ['DERIVED', 'PRIMARY', 'MPR'], 'reformat'],
    [ctClass, 'CT', ['ORIGINAL', 'PRIMARY', 'AXIAL', 'CT_SOM5 SPI', 'CSA MPR'], 'reformat'],
    [ctClass, 'CT', ['DERIVED', 'SECONDARY', 'SCREEN SAVE'], 'screenshot'],
    [ctClass, 'CT', [], 'ct'],
    ['1.2.840.10008.5.1.4.1.1.7', 'CT', ['DERIVED', 'SECONDARY'], 'screenshot'],
    ['1.2.840.10008.5.1.4.1.1.88.67', 'SR', [], 'dose'],
    ['1.2.840.10008.5.1.4.1.1.88.22', 'SR', [], 'report'],
    ['1.2.840.10008.5.1.4.1.1.66.4', 'SEG', [], 'segmentation'],
    ['1.2.840.10008.5.1.4.1.1.481.3', 'RTSTRUCT', [], 'structure-set'],
    ['1.2.840.10008.5.1.4.1.1.128', 'PT', [], 'other'],
    ['', 'CT', [], 'ct'],
  ] as const)('%s %s %j is %s', (sopClass, modality, imageType, kind) => {
    expect(imageKindOf({ sopClass, modality, imageType })).toBe(kind);
  });

  it.each([
    ['B30f', 'soft'],
    ['Br40d\\3', 'soft'],
    ['I50f', 'sharp'],
    ['B70s', 'sharp'],
    ['STANDARD', 'soft'],
    ['SOFT', 'soft'],
    ['BONEPLUS', 'sharp'],
    ['LUNG', 'sharp'],
    ['FC08', 'soft'],
    ['FC51', 'sharp'],
    ['B', 'soft'],
    ['YA', 'sharp'],
    ['', 'unknown'],
  ] as const)('kernel %s is %s', (kernel, sharpness) => expect(kernelSharpness(kernel)).toBe(sharpness));
});

describe('recognition', () => {
  it('is by content, of folders, archives and bare files, and leaves images of others alone', async () => {
    const files = createVolumeFiles([createDicomReader()]);
    const path = join(base, String(folders++));
    mkdirSync(join(path, 'masks'), { recursive: true });
    writeFileSync(join(path, 'masks/liver.nii'), Buffer.alloc(500, 3));
    writeFileSync(join(path, 'other.zip'), Buffer.from('PK\x03\x04 and nothing more'));
    expect(await files.readerOf(path)).toBeUndefined();
    expect(await files.readerOf(join(path, 'other.zip'))).toBeUndefined();
    for (const syntax of ['', '.1', '.2']) {
      writeFileSync(join(path, 'masks/bare'), sliceFile(ct(1, 0), 0, { syntax, preamble: false }));
      expect((await files.readerOf(join(path, 'masks/bare')))?.id, syntax).toBe('dicom');
      expect((await files.open(path)).size).toEqual([4, 4, 1]);
    }
  });
});
