import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectStore } from '@totalfm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Two ends of one store, as of two machines. */
export interface ObjectStorePlace {
  /** Another end. The suite closes it. */
  open(): Promise<ObjectStore>;
}

const bytesOf = (length: number, seed: number) => Buffer.from(Uint8Array.from({ length }, (_, at) => (at * seed) >> 3));

const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

/** What every store of objects must do. */
export function describeObjectStore(name: string, prepare: () => Promise<ObjectStorePlace>): void {
  describe(name, () => {
    let one: ObjectStore;
    let other: ObjectStore;
    let dir: string;
    beforeAll(async () => {
      const place = await prepare();
      [one, other] = [await place.open(), await place.open()];
      dir = await mkdtemp(join(tmpdir(), 'totalfm-objects-'));
    });
    afterAll(async () => {
      await one.close();
      await other.close();
      await rm(dir, { recursive: true, force: true });
    });
    const keysBelow = async (prefix: string) => {
      const keys: Record<string, number> = {};
      for await (const { key, bytes } of other.list(prefix)) keys[key] = bytes;
      return keys;
    };

    it('shows an object to everybody once it is put, and the last one that was', async () => {
      expect(await other.get('a/none')).toBeUndefined();
      await one.put('a/first', Buffer.from('old'));
      await one.put('a/first', Buffer.from('new'));
      expect(textOf(await other.get('a/first'))).toBe('new');
    });

    it('keeps odd names, and objects of nothing', async () => {
      for (const key of ['b/größe 1+2.json', "b/it's (a) #1?.bin", 'b/deep/er/x']) {
        await one.put(key, Buffer.from(key));
        expect(textOf(await other.get(key))).toBe(key);
      }
      await one.put('b/empty', Buffer.alloc(0));
      expect((await other.get('b/empty'))?.length).toBe(0);
    });

    it('reads by range, up to the end and behind it', async () => {
      const bytes = bytesOf(10_000, 7);
      await one.put('c/range', bytes);
      const rangeOf = async (offset: number, length: number) =>
        Buffer.from((await other.getRange('c/range', offset, length)) ?? []);
      expect(await rangeOf(0, 10)).toEqual(bytes.subarray(0, 10));
      expect(await rangeOf(5000, 1)).toEqual(bytes.subarray(5000, 5001));
      expect(await rangeOf(9_990, 100)).toEqual(bytes.subarray(9_990));
      expect((await other.getRange('c/range', 20_000, 10))?.length).toBe(0);
      expect((await other.getRange('c/range', 10, 0))?.length).toBe(0);
      expect(await other.getRange('c/none', 0, 10)).toBeUndefined();
    });

    it('takes files, and writes them, whole or not at all', async () => {
      const bytes = bytesOf(40_000_000, 13);
      await writeFile(join(dir, 'large'), bytes);
      await one.put('d/large', { file: join(dir, 'large') });
      expect(await other.download('d/large', join(dir, 'copy'))).toBe(true);
      expect(Buffer.compare(await readFile(join(dir, 'copy')), bytes)).toBe(0);
      expect(await other.download('d/none', join(dir, 'none'))).toBe(false);
      expect((await readdir(dir)).sort()).toEqual(['copy', 'large']);
      await expect(one.put('d/gone', { file: join(dir, 'gone') })).rejects.toThrow();
      expect(await keysBelow('d/')).toEqual({ 'd/large': bytes.length });
    });

    it('lists by the beginnings of keys, however many there are, and removes', async () => {
      const keys = Array.from({ length: 1200 }, (_, index) => `e/${index}`);
      for (let first = 0; first < keys.length; first += 50)
        await Promise.all(keys.slice(first, first + 50).map((key) => one.put(key, Buffer.from('x'))));
      expect(Object.keys(await keysBelow('e/')).sort()).toEqual([...keys].sort());
      expect(await keysBelow('e/119')).toEqual(
        Object.fromEntries(['e/119', ...Array.from({ length: 10 }, (_, at) => `e/119${at}`)].map((key) => [key, 1])),
      );
      await one.remove([...keys, 'e/none']);
      expect(await keysBelow('e/')).toEqual({});
      await one.remove([]);
    });
  });
}
