import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDicomReader, readNifti, writeNifti } from '@totalfm/imaging';
import { testTorso } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, totalfm } from './support/cli.ts';
import { dicomSlice, writeDicomSeries } from './support/dicom-series.ts';

const cwd = mkdtempSync(join(tmpdir(), 'totalfm-dicom-commands-'));
const { ct, labelMap } = testTorso();
const run = (...args: readonly string[]) => totalfm(args, { cwd });

beforeAll(async () => {
  await writeNifti(join(cwd, 'labels.nii.gz'), labelMap.volume, { names: labelMap.names });
  writeDicomSeries(join(cwd, 'series'), ct);
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('DICOM on the command line', () => {
  it('is what label maps are written as, and read from again', async () => {
    const made = await run('convert', '-i', 'labels.nii.gz', '-o', 'labels.dcm', '--labels', '--reference', 'series');
    expect(made.code, made.stderr).toBe(0);
    expect((await run('convert', '-i', 'labels.dcm', '-o', 'again.nii', '--labels')).code).toBe(0);
    const again = await readNifti(join(cwd, 'again.nii'));
    expect(new Set(again.data)).toEqual(new Set([0, 1, 2, 3]));
    const stats = jsonOf(await run('stats', '-i', 'series', '-s', 'labels.dcm', '--json')) as unknown;
    const whole = jsonOf(await run('stats', '-i', 'series', '-s', 'labels.nii.gz', '--json')) as unknown;
    expect((stats as { structures: object }).structures).toEqual((whole as { structures: object }).structures);
    expect((await run('convert', '-i', 'labels.nii.gz', '-o', 'labels.dcm', '--labels')).code).toBe(2);
    expect((await run('convert', '-i', 'labels.nii.gz', '-o', 'x.nii', '--reference', 'series')).code).toBe(2);
  });

  it('is de-identified with a key that is made once, and for its owner only', async () => {
    const args = ['deidentify', '-i', 'series', '-o', 'out', '--key-file', 'project.key', '--json'];
    const first = jsonOf(await run(...args)) as unknown as Record<string, number>;
    expect(first).toMatchObject({ written: ct.size[2], there: 0, failed: 0 });
    expect(statSync(join(cwd, 'project.key')).mode & 0o777).toBe(0o600);
    const key = readFileSync(join(cwd, 'project.key'), 'utf8');
    expect(key).toMatch(/^[0-9a-f]{64}\n$/);
    writeFileSync(join(cwd, 'series', 'broken.dcm'), dicomSlice(ct, 0).subarray(0, 300));
    const again = await run(...args);
    expect(jsonOf(again)).toMatchObject({ written: 0, there: ct.size[2], failed: 1 });
    expect(again.code).toBe(1);
    expect(readFileSync(join(cwd, 'project.key'), 'utf8')).toBe(key);
    rmSync(join(cwd, 'series', 'broken.dcm'));
    chmodSync(join(cwd, 'project.key'), 0o644);
    expect((await run(...args)).stderr).toContain('TFM_DEIDENTIFY_KEY');
    const without = await run('deidentify', '-i', 'series', '-o', 'out2');
    expect(without.stderr).toContain('TFM_SECRET_MISSING');
    const secret = await totalfm(['deidentify', '-i', 'series', '-o', 'out2', '--json'], {
      cwd,
      env: { TOTALFM_DEIDENTIFY_KEY: key },
    });
    expect(jsonOf(secret)).toMatchObject({ written: ct.size[2] });
    expect((await run('deidentify', '-i', 'series', '-o', 'series', '--key-file', 'project.key')).code).toBe(2);
    const [patient] = readdirSync(join(cwd, 'out'));
    const [study] = readdirSync(join(cwd, 'out', patient));
    expect((await createDicomReader().read(join(cwd, 'out', patient, study))).data).toEqual(ct.data);
  });
});
