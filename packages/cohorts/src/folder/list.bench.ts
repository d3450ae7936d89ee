import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolumeFiles } from '@totalfm/core';
import { createNiftiReader, encodeNifti } from '@totalfm/imaging';
import { afterAll, bench, describe, vi } from 'vitest';
import { createFolderCohort, folderOptions } from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-list-bench-'));
afterAll(() => rmSync(dir, { recursive: true }));

const nifti = encodeNifti({
  data: new Int16Array(32 * 32 * 16),
  size: [32, 32, 16],
  spacing: [4, 4, 6],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
});
const padding = Buffer.alloc(400_000, 7);
for (let index = 0; index < 200; index++) {
  const exam = join(dir, 'root', `exam-${index}`);
  mkdirSync(exam, { recursive: true });
  writeFileSync(join(exam, 'ct.nii'), Buffer.concat([nifti, padding]));
  writeFileSync(join(exam, 'segmentation.nii'), nifti);
  writeFileSync(join(exam, 'report.txt'), 'Normal.');
}

const files = createVolumeFiles([createNiftiReader()]);
const list = (cacheDir?: string) =>
  createFolderCohort(folderOptions.parse({ root: join(dir, 'root') }), files, cacheDir).list();

describe('listing 200 exams', () => {
  bench('by their content', async () => void (await list()), { iterations: 5, time: 0 });

  bench('as remembered', async () => void (await list(join(dir, 'cache'))), {
    iterations: 5,
    time: 0,
    async setup() {
      const now = Date.now();
      vi.spyOn(Date, 'now').mockReturnValue(now + 60_000);
      await list(join(dir, 'cache'));
      vi.restoreAllMocks();
    },
  });
});
