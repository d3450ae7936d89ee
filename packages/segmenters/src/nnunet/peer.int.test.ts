import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readNiftiFile } from '@totalfm/imaging';
import { afterAll, describe, expect, it } from 'vitest';
import { agreementWith, modelOfCase } from '../../test/nnunet/agreement.ts';
import { writeCases, type GivenCase } from '../../test/nnunet/write-cases.ts';

/** Path of a Python that has nnunetv2, onnx and onnxscript. */
const python = process.env.TOTALFM_NNUNET_PYTHON;
const data = process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
const scan = join(data, 'ct/abdomen-pelvis-3mm/ct.nii.gz');
const dir = await mkdtemp(join(tmpdir(), 'totalfm-nnunet-peer-'));
afterAll(() => rm(dir, { recursive: true }));

async function realCases(): Promise<readonly GivenCase[]> {
  if (!existsSync(scan)) return [];
  const { volume } = await readNiftiFile(scan);
  const { size, spacing } = volume;
  const turned = ([x, y, z]: typeof size) => [z, y, x] as const;
  return [{ name: 'real-ct', shape: turned(size), spacing: turned(spacing), changes: {}, volume }];
}

describe.skipIf(!python)('nnU-Net’s own predictor (skipped without TOTALFM_NNUNET_PYTHON)', () => {
  // It trains for a minute on an idle machine, and predicts on one core.
  it('gives the same labels in 99.9 % of voxels, on formulas and on a real CT', { timeout: 1_800_000 }, async () => {
    const cases = await writeCases(join(dir, 'cases'), await realCases());
    const script = join(import.meta.dirname, '../../test/nnunet/make_reference.py');
    const model = join(dir, 'model');
    await promisify(execFile)(python as string, [script, model, join(dir, 'cases'), '--threads', '1']);
    for (const one of cases) {
      const expected = await readFile(join(dir, 'cases', `${one.name}.labels`));
      const own = await modelOfCase(model, one, join(dir, one.name));
      expect(await agreementWith(expected, own, one.volume), one.name).toBeGreaterThan(0.999);
    }
  });
});
