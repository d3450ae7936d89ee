import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { agreementWith, modelOfCase, referenceModel } from '../../test/nnunet/agreement.ts';
import { referenceCases, referenceVolume } from '../../test/nnunet/cases.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-nnunet-'));
afterAll(() => rm(dir, { recursive: true }));

/** What nnU-Net 2.8.1 made of the same voxels: test/nnunet/make_reference.py. It adds logits up in float16, and this in float32. */
describe('labels of nnU-Net’s own predictor', () => {
  it.each(referenceCases)('$name', async (one) => {
    const expected = gunzipSync(await readFile(join(referenceModel, `${one.name}.labels.gz`)));
    const model = await modelOfCase(referenceModel, one, join(dir, one.name));
    expect(await agreementWith(expected, model, referenceVolume(one))).toBeGreaterThan(0.999);
  });
});
