import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../checkpoint/safetensors.ts';
import { writeTensorFiles } from '../checkpoint/tensor-files.ts';
import { openWeights } from './open-weights.ts';
import { readWeights } from './read-weights.ts';
import { tensorsIn } from './tensors-in.ts';
import { expectAsTorch } from './test-support/expected.ts';
import { testFolder } from './test-support/folder.ts';
import { bytes, op, pickle, tensor } from './test-support/pickle-bytes.ts';
import { torchArchive } from './test-support/write-archive.ts';

/** Made by PyTorch: `test-support/torch_weights.py` says how. */
const fixtures = fileURLToPath(new URL('test-support/fixtures', import.meta.url));
const folder = await testFolder();
afterAll(folder.remove);

const tensors = { a: { shape: [2], data: Float32Array.of(1, 2) }, b: { shape: [], data: Float32Array.of(3) } };

describe('weights', () => {
  it('that PyTorch wrote are read as it reads them', () => expectAsTorch(fixtures));

  it('are told by content, whatever the file is called', async () => {
    expect(await readWeights(await folder.file(encodeSafetensors(tensors), 'model.pt'))).toEqual(tensors);
    const path = await folder.file(torchArchive(pickle(tensor())), 'model.safetensors');
    expect((await openWeights(path)).format).toBe('torch-archive');
  });

  it('in several files are read by their index', async () => {
    await writeTensorFiles(join(folder.dir, 'many.safetensors'), tensors, { shardBytes: 8 });
    expect(await readWeights(join(folder.dir, 'many.safetensors.index.json'))).toEqual(tensors);
    const twice = JSON.stringify({ weight_map: { a: 'one.safetensors', b: 'two.safetensors' } });
    await folder.file(encodeSafetensors(tensors), 'one.safetensors');
    await folder.file(encodeSafetensors(tensors), 'two.safetensors');
    await expect(readWeights(await folder.file(twice, 'twice.json'))).rejects.toMatchObject({
      code: 'TFM_CHECKPOINT_CORRUPT',
      message: expect.stringContaining('and in another file'),
    });
  });

  it('are looked for in the first dictionary that there is', async () => {
    const file = join(fixtures, 'checkpoint.pt');
    const inside = await readWeights(file, { within: ['network_weights', 'state_dict', 'ema'] });
    expect(Object.keys(inside)).toHaveLength(7);
    expect(inside).toHaveProperty(['0.weight', 'shape'], [2, 3]);
    expect(Object.keys(await readWeights(file, { within: ['optimizer.state'] }))).toEqual(['0.step', '0.exp_avg']);
    await expect(readWeights(file, { within: ['model', 'epoch'] })).rejects.toMatchObject({
      code: 'TFM_WEIGHTS_MISSING',
      message: expect.stringContaining('none of model, epoch; it has state_dict, ema'),
    });
  });

  it('have what lies beside them as plain data', async () => {
    const { value } = await openWeights(join(fixtures, 'checkpoint.pt'));
    const beside = value as Map<string, unknown>;
    expect(beside.get('epoch')).toBe(3);
    expect(beside.get('score')).toBe(0.25);
    expect(beside.get('count')).toBe(7);
    expect(beside.get('huge')).toBe(2n ** 70n);
    expect(beside.get('size')).toEqual([3, 4]);
    expect(beside.get('made')).toEqual(new Map([['a', [1]]]));
    expect(beside.get('device')).toMatchObject({ name: 'torch.device', args: ['cuda', 0] });
    expect(beside.get('dtype')).toMatchObject({ name: 'torch.float16', type: 'float16' });
    expect(beside.get('hyper_parameters')).toMatchObject({
      name: 'argparse.Namespace',
      state: new Map<string, unknown>([
        ['depth', 2],
        ['path', expect.objectContaining({ name: 'pathlib.PurePosixPath', args: ['/', 'a', 'b'] })],
      ]),
    });
    expect(beside.get('names')).toMatchObject({ kind: 'array', tensor: undefined });
  });

  it('share memory as their storages do, and have buffers of their own where that is asked for', async () => {
    const file = join(fixtures, 'views.pt');
    const { whole, row, column } = await readWeights(file);
    expect(row.data.buffer).toBe(whole.data.buffer);
    expect(row.data.byteOffset - whole.data.byteOffset).toBe(16);
    expect(column.data).toHaveLength(3);
    const own = await readWeights(file, { hasOwnBuffers: true, only: (name) => name === 'whole' || name === 'halves' });
    for (const { data } of Object.values(own)) expect(data.buffer.byteLength).toBe(data.byteLength);
  });

  it('that float32 cannot hold can be left out', async () => {
    const tall = bytes(tensor({ storage: 'ComplexFloatStorage', count: 2, shape: [2], strides: [1] }));
    const file = await folder.file(torchArchive(pickle(op.dict({ tall, halves: tensor({ storage: 'HalfStorage', count: 8 }) })))); // prettier-ignore
    await expect(readWeights(file)).rejects.toMatchObject({
      code: 'TFM_WEIGHTS_TYPE',
      message: expect.stringContaining('The tensor tall cannot be read as float32'),
    });
    expect(tensorsIn(await openWeights(file)).get('tall')).toMatchObject({ type: 'complex64', shape: [2] });
    expect(await readWeights(file, { only: (name) => name !== 'tall' })).toHaveProperty('halves');
  });

  it.each([
    ['HDF5', '\x89HDF\r\n'],
    ['a text', 'weights'],
    ['a tar archive', `${'storages'.padEnd(257, '\0')}ustar`],
    ['another zip archive', Buffer.from('504b0506000000000000000000000000000000000000', 'hex')],
  ])('of another format are refused: %s', async (_name, content) => {
    const file = await folder.file(typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
    await expect(readWeights(file)).rejects.toMatchObject({ code: 'TFM_WEIGHTS_FORMAT', where: { file } });
  });

  it('that are not there, or empty, are refused', async () => {
    await expect(readWeights(join(folder.dir, 'nowhere.pt'))).rejects.toMatchObject({ code: 'TFM_FILE_MISSING' });
    await expect(readWeights(folder.dir)).rejects.toMatchObject({ code: 'TFM_FILE_MISSING' });
    await expect(readWeights(await folder.file(''))).rejects.toMatchObject({ code: 'TFM_WEIGHTS_CORRUPT' });
  });
});
