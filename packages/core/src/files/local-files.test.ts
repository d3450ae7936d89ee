import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { localFiles } from './local-files.ts';
import { filesIn, readStored } from './stored-files.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-local-files-'));
afterAll(() => rm(dir, { recursive: true }));
const COUNT = 1500;
const pathOf = (piece: number) => join(dir, String(piece));
await Promise.all(Array.from({ length: COUNT }, (_, piece) => writeFile(pathOf(piece), `piece ${piece}`)));
const openFiles = async () => (await readdir('/proc/self/fd')).length;

describe('files of a folder', () => {
  it('are read in any number at once, and few of them are open', async () => {
    const files = localFiles(dir);
    const before = await openFiles().catch(() => undefined);
    let most = 0;
    const read = async (piece: number) => {
      const bytes = Buffer.from(await files.read(String(piece), 6, 100));
      most = Math.max(most, await openFiles().catch(() => 0));
      return bytes.toString();
    };
    const places = Array.from({ length: COUNT }, (_, place) => (place * 7) % COUNT);
    expect(await Promise.all(places.map(read))).toEqual(places.map(String));
    if (before !== undefined) expect(most - before).toBeLessThan(400);
    await files.close();
    if (before !== undefined) expect(await openFiles()).toBeLessThanOrEqual(before);
  });

  it('that are missing have a code, and are looked for anew the next time', async () => {
    const files = localFiles(dir);
    expect(await files.size(String(COUNT))).toBeUndefined();
    await expect(files.read(String(COUNT), 0, 1)).rejects.toMatchObject({ code: 'TFM_FILE_MISSING' });
    await writeFile(pathOf(COUNT), 'x');
    expect(new TextDecoder().decode(await files.read(String(COUNT), 0, 1))).toBe('x');
    await files.close();
  });

  it('are read whole, and below a folder of it', async () => {
    const files = filesIn(localFiles(join(dir, '..')), basename(dir));
    expect(files.placeOf('7')).toBe(pathOf(7));
    expect(new TextDecoder().decode(await readStored(files, '7'))).toBe('piece 7');
    expect(await readStored(files, 'none')).toBeUndefined();
    await files.close();
  });
});
