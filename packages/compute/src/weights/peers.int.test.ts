import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, it } from 'vitest';
import { expectAsTorch } from './test-support/expected.ts';
import { testFolder } from './test-support/folder.ts';

/** A Python with PyTorch. What one version wrote stands in `test-support/fixtures`. */
const python = process.env.TOTALFM_TRANSFORMERS_PYTHON;

const folder = await testFolder();
afterAll(folder.remove);

describe.skipIf(!python)('weights that PyTorch writes here (skipped without TOTALFM_TRANSFORMERS_PYTHON)', () => {
  it('are read as it reads them', async () => {
    const script = fileURLToPath(new URL('test-support/torch_weights.py', import.meta.url));
    const { status, stderr } = spawnSync(python as string, [script, folder.dir], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    await expectAsTorch(folder.dir);
  }, 120_000);
});
