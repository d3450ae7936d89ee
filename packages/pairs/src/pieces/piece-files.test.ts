import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createPieceFiles } from './piece-files.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-piece-files-'));
afterAll(() => rm(dir, { recursive: true }));
const COUNT = 1500;
const pathOf = (piece: number) => join(dir, String(piece));
await Promise.all(Array.from({ length: COUNT }, (_, piece) => writeFile(pathOf(piece), `piece ${piece}`)));
const openFiles = async () => (await readdir('/proc/self/fd')).length;

describe('files of pieces', () => {
  it('are read in any number at once, and few of them are open', async () => {
    const files = createPieceFiles(pathOf);
    const before = await openFiles().catch(() => undefined);
    let most = 0;
    const read = async (piece: number) => {
      const bytes = await files.read(piece, 6, 100);
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
    const files = createPieceFiles(pathOf);
    await expectCodedError(files.read(COUNT, 0, 1), 'TFM_FILE_MISSING');
    await writeFile(pathOf(COUNT), 'x');
    expect((await files.read(COUNT, 0, 1)).toString()).toBe('x');
    await files.close();
  });
});
