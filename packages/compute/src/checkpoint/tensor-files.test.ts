import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTensorFiles, writeTensorFiles } from './tensor-files.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-shards-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const tensors = Object.fromEntries(
  ['a', 'b', 'c', 'd'].map((name, i) => [name, { shape: [4], data: new Float32Array(4).fill(i) }]),
);
const file = join(dir, 'model.safetensors');

describe('tensor files', () => {
  it('are one file, or several with an index, and read back the same', async () => {
    await writeTensorFiles(file, tensors);
    expect(await readdir(dir)).toEqual(['model.safetensors']);
    expect(await readTensorFiles(file)).toEqual(tensors);
    await writeTensorFiles(file, tensors, { shardBytes: 40 });
    expect((await readdir(dir)).sort()).toEqual([
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
      'model.safetensors.index.json',
    ]);
    expect(await readTensorFiles(file)).toEqual(tensors);
  });

  it('say what is wrong with an index', async () => {
    const index = join(dir, 'model.safetensors.index.json');
    const text = await readFile(index, 'utf8');
    const refused = async (changed: string) => {
      await writeFile(index, changed);
      await expect(readTensorFiles(file)).rejects.toMatchObject({
        code: 'TFM_CHECKPOINT_CORRUPT',
        where: { file: index },
      });
    };
    await refused('{');
    await refused('{"weight_map": {}}');
    await refused(text.replace('model-00001-of-00002', '../elsewhere'));
    await refused(text.replace('model-00001-of-00002', 'model-00009-of-00002'));
    await refused(text.replace('"a"', '"nowhere"'));
  });
});
