import { afterAll, describe, expect, it } from 'vitest';
import { readWeights } from '../read-weights.ts';
import { testFolder } from '../test-support/folder.ts';
import { bytes, op, pickle, tensor } from '../test-support/pickle-bytes.ts';
import { legacyFile } from '../test-support/write-archive.ts';

const folder = await testFolder();
afterAll(folder.remove);

const sound = pickle(op.dict({ a: tensor() }));
const read = async (file: Buffer) => readWeights(await folder.file(file));

/** A tensor whose storage is a part of another: (key, first, count). */
function part(first: number, count: number): Buffer {
  const place = op.tuple(op.text('view'), op.integer(first), op.integer(count));
  const id = op.tuple(op.text('storage'), op.global('torch', 'FloatStorage'), op.text('0'), op.text('cpu'), op.integer(4), place); // prettier-ignore
  return op.call(
    op.global('torch._utils', '_rebuild_tensor'),
    bytes(id, 'Q'),
    op.integer(0),
    op.tuple(op.integer(2)),
    op.tuple(op.integer(1)),
  );
}

describe('an old file', () => {
  it('has its storages behind its pickles', async () => {
    expect(await read(legacyFile(sound))).toEqual({ a: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } });
  });

  it('may have storages that are parts of others', async () => {
    const { a, b } = await read(legacyFile(pickle(op.dict({ a: tensor(), b: part(2, 2) }))));
    expect(Array.from(b.data)).toEqual([3, 4]);
    expect(b.data.buffer).toBe(a.data.buffer);
  });

  it('may have more before its tensors than is read at once', async () => {
    const large = pickle(op.dict({ log: op.text('x'.repeat(3_000_000)), a: tensor() }));
    expect(await read(legacyFile(large))).toHaveProperty('a');
  });

  it.each([
    ['is cut off', legacyFile(sound).subarray(0, -1)],
    ['has no storages', legacyFile(sound).subarray(0, -24)],
    ['lacks a storage', legacyFile(sound, { keys: [], storages: [] })],
    ['has a storage of another length', legacyFile(sound, { storages: [Buffer.alloc(20)] })],
    ['has a storage twice', legacyFile(sound, { keys: ['0', '0'], storages: [Buffer.alloc(16), Buffer.alloc(16)] })],
    ['has a storage that is no tensor’s', legacyFile(sound, { keys: ['1'] })],
    ['has a part beyond its storage', legacyFile(pickle(part(3, 2)))],
    ['has a part before its storage', legacyFile(pickle(part(-1, 2)))],
  ])('that %s is refused', async (_name, file) => {
    await expect(read(file)).rejects.toMatchObject({ code: 'TFM_WEIGHTS_CORRUPT' });
  });
});
