import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Triple, Volume } from '@totalfm/core';
import { expectSameImage } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader } from './dicom-reader.ts';
import { tags } from './parse/tags.ts';
import { sliceFile, type SliceToWrite } from './test-support/ct-series.ts';
import { encodeJpeg } from './test-support/encode-jpeg.ts';
import { frameEncoder } from './test-support/encode-wavelet.ts';

// TOTALFM_PEER_PYTHON names a Python with pydicom, highdicom, SimpleITK, pylibjpeg (with -libjpeg, -openjpeg) and python-gdcm.
const python = process.env.TOTALFM_PEER_PYTHON ?? '';
const installed =
  python !== '' && spawnSync(python, ['-c', 'import pydicom, highdicom, SimpleITK, gdcm, pylibjpeg']).status === 0;
const script = join(import.meta.dirname, 'test-support/peer.py');
const dir = mkdtempSync(join(tmpdir(), 'totalfm-dicom-peers-'));
afterAll(() => rmSync(dir, { recursive: true }));

const run = (...args: string[]) => execFileSync(python, [script, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });

function valuesOf(out: string): Float64Array {
  const bytes = readFileSync(`${out}.raw`);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function simpleItk(folder: string): Volume {
  const out = join(dir, 'peer');
  run('read', folder, out);
  const { size, spacing, origin, direction } = JSON.parse(readFileSync(`${out}.json`, 'utf8')) as Record<
    string,
    number[]
  >;
  const triple = (values: number[]) => values as unknown as Triple;
  return { data: valuesOf(out), size: triple(size), spacing: triple(spacing), origin: triple(origin), direction };
}

const real = join(
  process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data'),
  'ct/liver-dicom/series',
);

describe.skipIf(!installed)(
  'reference readers (skipped where TOTALFM_PEER_PYTHON names no Python that has them)',
  () => {
    it('SimpleITK sees the same voxels at the same places, in every syntax, oblique and multi-frame', async () => {
      const made = join(dir, 'made');
      mkdirSync(made);
      run('make', made);
      const names = readdirSync(made);
      expect(names).toHaveLength(23);
      for (const name of names) {
        const volume = await createDicomReader().read(join(made, name));
        expectSameImage(volume, simpleItk(join(made, name)));
      }
    });

    it.skipIf(!existsSync(real))(
      'SimpleITK sees the same real series, but for what lies outside of the field of view',
      async () => {
        const peer = simpleItk(real);
        const volume = await createDicomReader().read(real);
        const { data: _, ...geometry } = peer;
        expect(volume).toMatchObject(geometry);
        let [differ, outside] = [0, 0];
        peer.data.forEach((hu, i) => {
          if (hu === -3024) outside += volume.data[i] === -1024 ? 1 : 0;
          else differ += volume.data[i] === hu ? 0 : 1;
        });
        expect([differ, outside]).toEqual([0, 167_316]);
      },
    );

    it('pydicom decodes HTJ2K and JPEG of all processes to the same values', async () => {
      const [columns, rows] = [24, 16];
      const values = Uint16Array.from({ length: columns * rows }, (_, i) => 1000 + ((i * i) % 97) + 20 * (i % columns));
      const ct: Volume = {
        data: Int16Array.from(values),
        size: [columns, rows, 1],
        spacing: [1, 1, 1],
        origin: [0, 0, 0],
        direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      };
      const bits = (stored: number): SliceToWrite['also'] => ({
        [tags.BitsAllocated]: ['US', stored === 8 ? 8 : 16],
        [tags.BitsStored]: ['US', stored],
        [tags.HighBit]: ['US', stored - 1],
        [tags.PixelRepresentation]: ['US', 0],
      });
      const htj2k = (await frameEncoder('htj2k'))(values, {
        width: columns,
        height: rows,
        bitsPerSample: 12,
        isSigned: false,
      });
      const image = { rows, columns, precision: 12, samples: values };
      const eight = { ...image, precision: 8, samples: values.map((value) => value >> 4) };
      const sixteen = { ...image, precision: 16, samples: values.map((value) => 40 * value) };
      for (const [syntax, frame, stored, tolerance] of [
        ['.4.201', htj2k, 12, 0],
        ['.4.50', await encodeJpeg(eight, { lossy: true }), 8, 1],
        ['.4.51', readFileSync(join(import.meta.dirname, 'test-support/frames/extended.jpg')), 12, 1],
        ['.4.57', await encodeJpeg(image, { predictor: 6 }), 12, 0],
        ['.4.70', await encodeJpeg(sixteen), 16, 0],
      ] as const) {
        const folder = join(dir, `one${syntax}`);
        mkdirSync(folder);
        writeFileSync(join(folder, '1.dcm'), sliceFile(ct, 0, { syntax, also: bits(stored), pixels: [frame] }));
        run('read-pydicom', folder, join(dir, 'pydicom'));
        const peer = valuesOf(join(dir, 'pydicom'));
        const { data } = await createDicomReader().read(folder);
        expect(Math.max(...Array.from(data, (hu, i) => Math.abs(hu - peer[i]))), syntax).toBeLessThanOrEqual(tolerance);
      }
    });
  },
);
