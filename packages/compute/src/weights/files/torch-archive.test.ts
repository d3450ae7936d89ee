import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readWeights } from '../read-weights.ts';
import { testFolder } from '../test-support/folder.ts';
import { op, pickle, tensor } from '../test-support/pickle-bytes.ts';
import { torchMembers, writeArchive, type Member } from '../test-support/write-archive.ts';

const folder = await testFolder();
afterAll(folder.remove);

const sound = torchMembers(pickle(op.dict({ a: tensor() })));
const changed = (name: string, change: Partial<Member>) =>
  sound.map((member) => (member.name === name ? { ...member, ...change } : member));
const read = async (members: readonly Member[], options = {}) =>
  readWeights(await folder.file(writeArchive(members, options)));
const values = { a: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } };

describe('an archive', () => {
  it('is read with sizes of 32 or 64 bits', async () => {
    expect(await read(sound)).toEqual(values);
    expect(await read(sound, { isWide: true })).toEqual(values);
  });

  it('may lie beyond 4 GB', async () => {
    // A hole takes no room on the disk.
    const base = 5 * 2 ** 30;
    const path = join(folder.dir, 'large.pt');
    const file = await open(path, 'w');
    await file.write(writeArchive(sound.slice(0, 1)), 0, 4, 0);
    const archive = writeArchive(sound, { isWide: true, base });
    await file.write(archive, 0, archive.length, base);
    await file.close();
    expect(await readWeights(path)).toEqual(values);
  });

  it('may be big-endian', async () => {
    const turned = Buffer.from(sound[2].bytes).swap32();
    const members = changed('archive/data/0', { bytes: turned }).map((member) =>
      member.name === 'archive/byteorder' ? { ...member, bytes: Buffer.from('big') } : member,
    );
    expect(await read(members)).toEqual(values);
  });

  it('may have no checksums', async () => {
    expect(await read(changed('archive/data.pkl', { claims: { crc: 0 } }))).toEqual(values);
  });

  it.each<[string, readonly Member[], string?]>([
    ['has another checksum', changed('archive/data.pkl', { claims: { crc: 1 } })],
    ['is packed', changed('archive/data/0', { claims: { method: 8 } })],
    ['is encrypted', changed('archive/data/0', { claims: { flags: 1 } })],
    ['has two sizes', changed('archive/data/0', { claims: { size: 2 ** 31 } })],
    ['has a size beyond the file', changed('archive/data/0', { claims: { size: 1e6, packed: 1e6 } })],
    ['lies beyond the file', changed('archive/data/0', { claims: { at: 2 ** 31 } })],
    ['lies in another', changed('archive/data/0', { claims: { at: 10 } })],
    ['lies where another does', changed('archive/data/0', { claims: { at: 0, size: 16, packed: 16 } })],
    ['is there twice', [...sound, sound[2]]],
    ['has a name out of the archive', [...sound, { name: 'archive/../x', bytes: Buffer.alloc(1) }]],
    ['has a name from the root', [...sound, { name: '/etc/passwd', bytes: Buffer.alloc(1) }]],
    ['has a name of Windows', [...sound, { name: 'archive\\x', bytes: Buffer.alloc(1) }]],
    ['ends within its pickle', changed('archive/data.pkl', { bytes: sound[0].bytes.subarray(0, 20) })],
    ['has no pickle', sound.slice(1), 'TFM_WEIGHTS_FORMAT'],
    ['has two pickles', [...sound, { ...sound[0], name: 'other/data.pkl' }], 'TFM_WEIGHTS_FORMAT'],
    ['is a program', [...sound, { name: 'archive/constants.pkl', bytes: Buffer.alloc(1) }], 'TFM_WEIGHTS_FORMAT'],
  ])('whose member %s is refused', async (_name, members, code = 'TFM_WEIGHTS_CORRUPT') => {
    await expect(read(members)).rejects.toMatchObject({ code });
  });

  it('that is cut off is refused wherever that is', async () => {
    const whole = writeArchive(sound);
    for (let length = 0; length < whole.length; length += 7)
      await expect(readWeights(await folder.file(whole.subarray(0, length), 'cut.pt'))).rejects.toMatchObject({
        code: expect.stringMatching(/^TFM_WEIGHTS_(CORRUPT|FORMAT)$/),
      });
  });
});
