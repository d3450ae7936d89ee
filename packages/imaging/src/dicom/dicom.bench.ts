import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type Volume } from '@totalfm/core';
import { afterAll, bench, describe } from 'vitest';
import type * as sources from '../index.ts';
import { tags } from './parse/tags.ts';
import { sliceFile, type SliceToWrite } from './test-support/ct-series.ts';
import { encodeJpeg } from './test-support/encode-jpeg.ts';
import { frameEncoder } from './test-support/encode-wavelet.ts';

// TOTALFM_DCM2NIIX names the command where it is not in the path; without it only our own times are measured.
const dcm2niix = process.env.TOTALFM_DCM2NIIX ?? 'dcm2niix';
const installed = spawnSync(dcm2niix, ['-v']).error === undefined;

// The built package decodes in threads; its sources do not.
const built = new URL('../../dist/index.js', import.meta.url);
const imaging = existsSync(built) ? built.href : '../index.ts';
const { createDicomReader, encodeNifti, scanDicomTree, writeNifti } = (await import(imaging)) as typeof sources;

const dir = mkdtempSync(join(tmpdir(), 'totalfm-bench-'));
afterAll(() => rmSync(dir, { recursive: true }));

const [edge, slices, kinds] = [512, 300, 6];
const random = createRandom(1);
const bell = () => random.next() + random.next() + random.next() + random.next() - 2;

/** A body with organs and the noise of a scanner: stored as 12 bits. */
function storedSlice(k: number): Uint16Array {
  return Uint16Array.from({ length: edge * edge }, (_, i) => {
    const [x, y] = [i % edge, Math.floor(i / edge)];
    const radius = Math.hypot(x - 256, y - 256);
    const hu = radius > 200 ? -1000 : radius < 80 ? -850 : 40 + 60 * Math.sin(x / 30 + k / 5) * Math.cos(y / 25);
    return Math.max(0, Math.min(4095, Math.round(hu + 20 * bell()) + 1024));
  });
}

const stored = Array.from({ length: kinds }, (_, k) => storedSlice(k));
const grid: Volume = {
  data: new Int16Array(0),
  size: [edge, edge, slices],
  spacing: [0.78, 0.78, 1.25],
  origin: [-200, -200, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

function write(name: string, syntax: string, pixels: readonly SliceToWrite['pixels'][]): string {
  const folder = join(dir, name);
  mkdirSync(folder);
  for (let k = 0; k < slices; k++) {
    const also: SliceToWrite['also'] = {
      [tags.BitsStored]: ['US', 12],
      [tags.HighBit]: ['US', 11],
      [tags.PixelRepresentation]: ['US', 0],
      [tags.RescaleIntercept]: ['DS', '-1024'],
    };
    const file = sliceFile(grid, k, { syntax, also, pixels: pixels[k % kinds] });
    writeFileSync(join(folder, `${(k * 7919) % 100_003}.dcm`), file);
  }
  return folder;
}

const j2k = await frameEncoder('jpeg-2000');
const info = { width: edge, height: edge, bitsPerSample: 12, isSigned: false };
const jpegs = await Promise.all(
  stored.map((samples) => encodeJpeg({ rows: edge, columns: edge, precision: 12, samples })),
);
const folders = {
  uncompressed: write(
    'uncompressed',
    '.1',
    stored.map((values) => new Uint8Array(values.buffer)),
  ),
  'lossless JPEG': write(
    'jpeg',
    '.4.70',
    jpegs.map((frame) => [frame]),
  ),
  'JPEG 2000': write(
    'j2k',
    '.4.90',
    stored.map((values) => [j2k(values, info)]),
  ),
};

/** The same bytes as by `writeNifti`. */
async function writeUnflushed(path: string, volume: Volume): Promise<void> {
  const head = encodeNifti({ ...volume, data: volume.data.subarray(0, 0) });
  const file = await open(path, 'w');
  await file.writeFile(head);
  await file.writeFile(new Uint8Array(volume.data.buffer));
  await file.close();
}

function convertByDcm2niix(folder: string): void {
  spawnSync(dcm2niix, ['-z', 'n', '-b', 'n', '-w', '1', '-o', dir, '-f', 'theirs', folder]);
}

/** As `writeNifti` leaves its file: on the disk, and not only on its way there. */
function flush(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

// `writeNifti` waits for the disk and dcm2niix does not: what is compared is each with its own like.
for (const [name, folder] of Object.entries(folders)) {
  const once = {
    iterations: name === 'JPEG 2000' ? 1 : 4,
    time: 0,
    warmupIterations: name === 'JPEG 2000' ? 0 : 1,
    warmupTime: 0,
  };
  describe(`300 slices of 512 × 512 to .nii, ${name}`, () => {
    bench(
      'createDicomReader, written without waiting for the disk',
      async () => writeUnflushed(join(dir, 'ours.nii'), await createDicomReader().read(folder)),
      once,
    );
    if (installed) bench('dcm2niix', () => convertByDcm2niix(folder), once);
  });
  describe(`the same, on the disk, ${name}`, () => {
    bench(
      'createDicomReader and writeNifti',
      async () => writeNifti(join(dir, 'ours.nii'), await createDicomReader().read(folder)),
      once,
    );
    if (installed)
      bench(
        'dcm2niix, its file flushed',
        () => {
          convertByDcm2niix(folder);
          flush(join(dir, 'theirs.nii'));
        },
        once,
      );
  });
}

describe('headers of 900 files', () => {
  bench(
    'scanDicomTree',
    async () => {
      for await (const study of scanDicomTree(dir)) void study;
    },
    { iterations: 3, time: 0 },
  );
});
