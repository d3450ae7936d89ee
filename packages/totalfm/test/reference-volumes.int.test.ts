import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { totalSegmentatorNames } from '@totalfm/anatomy';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonOf, root, totalfm } from './support/cli.ts';

// TOTALFM_PEER_PYTHON names a Python that has SimpleITK, and MONAI with nibabel; what it lacks is skipped.
const python = process.env.TOTALFM_PEER_PYTHON ?? '';
const has = (modules: string) => python !== '' && spawnSync(python, ['-c', `import ${modules}`]).status === 0;
const script = join(import.meta.dirname, 'support/reference_volumes.py');
const data = join(process.env.TOTALFM_TEST_DATA ?? join(root, '../shared/data'), 'ct');
const cwd = mkdtempSync(join(tmpdir(), 'totalfm-reference-volumes-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const peer = (...args: string[]) => JSON.parse(execFileSync(python, [script, ...args], { cwd, encoding: 'utf8' }));
const run = async (...args: string[]) => jsonOf(await totalfm([...args, '--json'], { cwd }));

type Stats = Readonly<Record<string, { voxels: number; volumeMm3: number; meanHu: number }>>;

/** Voxels the same; mm³ to a millionth, as far as headers keep a spacing; mean HU to a thousandth. */
function expectSameStats(ours: Stats, theirs: Stats) {
  expect(Object.keys(ours)).toHaveLength(Object.keys(theirs).length);
  for (const [label, { voxels, volumeMm3, meanHu }] of Object.entries(theirs)) {
    const found = ours[totalSegmentatorNames.get(Number(label)) as string];
    expect(found.voxels, label).toBe(voxels);
    expect(Math.abs(found.volumeMm3 / volumeMm3 - 1), label).toBeLessThan(1e-6);
    expect(Math.abs(found.meanHu - meanHu), label).toBeLessThan(1e-3);
  }
}

describe.skipIf(!existsSync(data) || !has('SimpleITK')).each(['abdomen-3mm', 'abdomen-pelvis-3mm'])(
  'a real CT as others measure it (skipped without it, or without TOTALFM_PEER_PYTHON): %s',
  (name) => {
    const [ct, labels] = ['ct.nii.gz', 'segmentation.nii.gz'].map((file) => join(data, name, file));

    /** Both at another spacing. */
    async function resampled(spacing: string): Promise<readonly [ct: string, labels: string]> {
      const files = [join(cwd, `${name}-${spacing}.nii.gz`), join(cwd, `${name}-${spacing}-labels.nii.gz`)] as const;
      await run('resample', '-i', ct, '-o', files[0], '--spacing', spacing);
      await run('resample', '-i', labels, '-o', files[1], '--spacing', spacing, '--labels');
      return files;
    }

    const statsOf = async (segmentation: string) =>
      (await run('stats', '-i', ct, '-s', segmentation)).structures as Stats;

    it('has the voxels, mm³ and mean HU of SimpleITK, on the CT’s grid and on another', async () => {
      expectSameStats(await statsOf(labels), peer('stats', ct, labels));
      const [, coarse] = await resampled('4.1,4.1,5.3');
      expectSameStats(await statsOf(coarse), peer('stats', ct, coarse));
    });

    /** Ours are whole HU; headers keep spacings as float32, and MONAI interpolates in it. */
    async function expectSameAs(how: 'SimpleITK' | 'MONAI', spacing: string) {
      const found = peer('resampled', how, ct, labels, ...(await resampled(spacing)));
      expect(found.labels).toBeGreaterThan(20_000);
      expect(found.otherLabels).toBe(0);
      expect(found.largestHu).toBeLessThan(0.51);
      expect(found.largestMeanHu).toBeLessThan(0.25);
    }

    it('is resampled as by SimpleITK, labels to the nearest and HU linearly', async () => {
      await expectSameAs('SimpleITK', '4.1,4.1,5.3');
      await expectSameAs('SimpleITK', '1.5,1.5,1.5');
    });

    // Importing MONAI takes most of a minute where the machine is busy.
    const limit = 180_000;
    it.skipIf(!has('monai, nibabel'))('is resampled as by MONAI', () => expectSameAs('MONAI', '1.5,1.5,1.5'), limit);
  },
);
