import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { voxelCount, createRandom, type Triple } from '@totalfm/core';
import * as nifti from 'nifti-reader-js';
import { afterAll, bench, describe } from 'vitest';
import { readNifti, writeNifti } from '../index.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-bench-'));
const path = join(dir, 'ct.nii.gz');
afterAll(() => rmSync(dir, { recursive: true }));

const size: Triple = [256, 256, 160];
const random = createRandom(1);
const data = new Int16Array(voxelCount(size));
for (let voxel = 0; voxel < data.length; voxel++)
  data[voxel] = 40 + 12 * Math.sin(voxel / 900) + (random.next() - 0.5) * 40;
await writeNifti(path, {
  data,
  size,
  spacing: [0.8, 0.8, 2],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
});

describe('reading a gzipped CT', () => {
  bench('readNifti', async () => void (await readNifti(path)), { iterations: 5, time: 0 });

  bench(
    'nifti-reader-js',
    () => {
      const file = readFileSync(path);
      const plain = nifti.decompress(
        file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength),
      ) as ArrayBuffer;
      const header = nifti.readHeader(plain) as nifti.NIFTI1;
      void new Int16Array(nifti.readImage(header, plain));
    },
    { iterations: 5, time: 0 },
  );
});
