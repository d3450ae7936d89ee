import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { voxelCount, type Volume } from '@totalfm/core';
import type { FuzzTarget } from '@totalfm/testing';
import { createDicomReader } from '../dicom-reader.ts';
import { readDicomReport } from '../report/read-report.ts';
import { tags } from '../parse/tags.ts';
import { sliceFile, type SliceToWrite } from './ct-series.ts';
import { encodeJpeg } from './encode-jpeg.ts';
import { frameEncoder } from './encode-wavelet.ts';
import { enhancedFile } from './enhanced-ct.ts';
import { reportFile } from './structured-report.ts';
import { writeZip } from './write-zip.ts';

const [columns, rows] = [24, 16];
const geometry = {
  size: [columns, rows, 3],
  spacing: [1, 1, 2],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;
const ct: Volume<Int16Array> = {
  ...geometry,
  data: Int16Array.from({ length: voxelCount(geometry.size) }, (_, i) => (i * 37) % 4096),
};

/** A sound file of each kind that is read, to be damaged. */
async function soundFiles(): Promise<ReadonlyMap<string, Buffer>> {
  const values = Uint16Array.from(ct.data.subarray(0, columns * rows));
  const jpeg = { rows, columns, precision: 12, samples: values };
  const info = { width: columns, height: rows, bitsPerSample: 12, isSigned: false };
  const also = {
    [tags.BitsStored]: ['US', 12],
    [tags.HighBit]: ['US', 11],
    [tags.PixelRepresentation]: ['US', 0],
  } as SliceToWrite['also'];
  const slice = (syntax: string, pixels?: readonly Uint8Array[]) => sliceFile(ct, 0, { syntax, also, pixels });
  const encoded = async (coding: Parameters<typeof frameEncoder>[0]) => [(await frameEncoder(coding))(values, info)];
  const rle = Buffer.alloc(64);
  [2, 64, 64 + 6].forEach((value, i) => rle.writeUInt32LE(value, 4 * i));
  const run = Buffer.from([129, 3, 129, 3, 129, 3]);
  return new Map([
    ['explicit', slice('.1')],
    ['implicit', slice('')],
    ['big endian', slice('.2')],
    ['deflated', slice('.1.99')],
    ['bare', sliceFile(ct, 0, { syntax: '', preamble: false })],
    ['rle', slice('.5', [Buffer.concat([rle, run, run])])],
    ['lossless jpeg', slice('.4.70', [await encodeJpeg(jpeg)])],
    ['sequential jpeg', slice('.4.51', [await readFile(join(import.meta.dirname, 'frames/extended.jpg'))])],
    ['jpeg-ls', slice('.4.80', await encoded('jpeg-ls'))],
    ['jpeg 2000', slice('.4.90', await encoded('jpeg-2000'))],
    ['htj2k', slice('.4.201', await encoded('htj2k'))],
    ['enhanced', enhancedFile(ct, [2, 0, 1])],
    ['report', reportFile()],
    ['zip', writeZip([0, 1, 2].map((k) => ({ name: `IM${k}`, bytes: sliceFile(ct, k) })))],
  ]);
}

/** Bytes that the header of a slice fits into. */
const HEADER = 1200;

/** CT images in every way of writing them, a series in an archive, and a report. */
export async function dicomTarget(): Promise<FuzzTarget> {
  const reader = createDicomReader();
  const files = [...(await soundFiles())];
  return {
    sound: new Map(
      files.map(([name, bytes]) => [name, { bytes, headBytes: name === 'zip' ? bytes.length : HEADER }] as const),
    ),
    read: (path, name) => (name === 'report' ? readDicomReport(path) : reader.read(path)),
  };
}
