import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Triple } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { readNifti } from '../nifti/read.ts';
import { resampleSpline } from './spline.ts';

// TOTALFM_PEER_PYTHON names a Python with SciPy and nibabel.
const python = process.env.TOTALFM_PEER_PYTHON ?? '';
const installed = python !== '' && spawnSync(python, ['-c', 'import scipy, nibabel']).status === 0;
const data = process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
const ct = join(data, 'ct/abdomen-3mm/ct.nii.gz');
const dir = mkdtempSync(join(tmpdir(), 'totalfm-spline-peers-'));
afterAll(() => rmSync(dir, { recursive: true }));

const script = `
import sys, numpy as np, nibabel as nib
from scipy import ndimage
hu = np.asarray(nib.load(sys.argv[1]).dataobj).astype(np.float64)
zoom = [int(to) / edge for to, edge in zip(sys.argv[3:], hu.shape)]
ndimage.zoom(hu, zoom, order=3, mode="nearest", grid_mode=True).astype("<f4").ravel(order="F").tofile(sys.argv[2])
`;

describe.skipIf(!installed || !existsSync(ct))(
  'a real CT on another grid (skipped without it, or where TOTALFM_PEER_PYTHON has no SciPy)',
  () => {
    it.each([[[150, 120, 41] as Triple], [[80, 66, 21] as Triple]])(
      'has the HU of SciPy’s cubic spline: %s',
      async (to) => {
        const out = join(dir, 'scipy.raw');
        execFileSync(python, ['-c', script, ct, out, ...to.map(String)]);
        const bytes = readFileSync(out);
        const expected = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
        const { data, size } = await readNifti(ct);
        const found = resampleSpline(Float32Array.from(data), size, to);
        let largest = 0;
        for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(found[i] - expected[i]));
        expect(largest).toBeLessThan(0.01);
      },
    );
  },
);
