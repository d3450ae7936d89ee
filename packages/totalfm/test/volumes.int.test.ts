import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNifti, writeNifti } from '@totalfm/imaging';
import { testTorso } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, totalfm } from './support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'totalfm-volumes-'));
const { ct, labelMap } = testTorso();
const run = (...args: readonly string[]) => totalfm(args, { cwd });
const json = async <T>(...args: readonly string[]) => jsonOf(await run(...args, '--json')) as T;

beforeAll(async () => {
  await writeNifti(join(cwd, 'ct.nii.gz'), ct);
  await writeNifti(join(cwd, 'labels.nii.gz'), labelMap.volume, { names: labelMap.names });
});
afterAll(() => rmSync(cwd, { recursive: true }));

type Stats = { readonly structures: Readonly<Record<string, { voxels: number; volumeMm3: number; meanHu: number }>> };

describe('volumes on the command line', () => {
  it('are measured by structure, on the label map’s own grid', async () => {
    const { structures } = await json<Stats>('stats', '-i', 'ct.nii.gz', '-s', 'labels.nii.gz');
    const liver = Array.from(labelMap.volume.data, (label, voxel) => (label === 5 ? [ct.data[voxel]] : [])).flat();
    expect(structures.liver).toEqual({
      voxels: liver.length,
      volumeMm3: liver.length * 4 * 4 * 6,
      meanHu: liver.reduce((sum, hu) => sum + hu, 0) / liver.length,
      pieces: 1,
      largestShare: 1,
    });
    await run('resample', '-i', 'labels.nii.gz', '-o', 'fine.nii.gz', '--spacing', '2,2,3', '--labels');
    const fine = (await json<Stats>('stats', '-i', 'ct.nii.gz', '-s', 'fine.nii.gz')).structures.liver;
    expect(fine.voxels).toBe(8 * liver.length);
    expect(fine.volumeMm3).toBeCloseTo(structures.liver.volumeMm3, 6);
  });

  it('are looked at: geometry, HU and what is odd', async () => {
    const seen = await json<Record<string, unknown>>('inspect', 'ct.nii.gz');
    expect(seen).toMatchObject({ size: ct.size, spacing: ct.spacing, origin: ct.origin, direction: ct.direction });
    const text = await run('inspect', 'ct.nii.gz', '--picture', 'ct.png', '-s', 'labels.nii.gz');
    expect(text.stdout).toContain('█');
    expect(text.stdout).toMatch(/STRUCTURE +ML +MEAN HU +PIECES[^]*liver/);
    expect(readFileSync(join(cwd, 'ct.png')).subarray(1, 4).toString()).toBe('PNG');
    await writeNifti(join(cwd, 'odd.nii'), { ...ct, data: ct.data.map((hu) => hu + 1024) });
    expect(await json('inspect', 'odd.nii')).toMatchObject({ warnings: [{ code: 'TFM_VOLUME_SUSPECT' }] });
  });

  it('are converted, names and places kept', async () => {
    expect(await json('convert', '-i', 'labels.nii.gz', '-o', 'again.nii', '--labels')).toMatchObject({
      names: Object.fromEntries(labelMap.names),
    });
    expect(await readNifti(join(cwd, 'again.nii'))).toEqual(await readNifti(join(cwd, 'labels.nii.gz')));
    expect((await run('convert', '-i', 'ct.nii.gz', '-o', 'ct.txt')).code).toBe(2);
  });
});

const python = process.env.TOTALFM_PEER_PYTHON;

describe.skipIf(!python)('as SimpleITK measures (skipped without TOTALFM_PEER_PYTHON)', () => {
  it('finds the same voxels, volume and mean HU', async () => {
    const script = `
import json, SimpleITK as sitk
ct, labels = sitk.ReadImage('ct.nii.gz', sitk.sitkFloat64), sitk.ReadImage('labels.nii.gz', sitk.sitkUInt16)
stats = sitk.LabelStatisticsImageFilter()
stats.Execute(ct, labels)
print(json.dumps({str(k): [stats.GetCount(k), stats.GetMean(k)] for k in stats.GetLabels() if k}))
`;
    const expected = JSON.parse(execFileSync(python as string, ['-c', script], { cwd, encoding: 'utf8' })) as object;
    const { structures } = await json<Stats>('stats', '-i', 'ct.nii.gz', '-s', 'labels.nii.gz');
    for (const [label, [voxels, meanHu]] of Object.entries(expected) as [string, [number, number]][]) {
      const found = structures[labelMap.names.get(Number(label)) as string];
      expect(found.voxels).toBe(voxels);
      expect(found.meanHu).toBeCloseTo(meanHu, 6);
    }
  });
});
