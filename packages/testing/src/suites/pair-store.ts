import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrganPair, PairStore } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { testPairs } from '../fixtures/pairs.ts';

export interface PairStoreSubject {
  readonly make: () => PairStore | Promise<PairStore>;
}

/** Checks a pair store: what goes in comes out, by random access and as a stream, and bytes depend on pairs only. */
export function describePairStore(name: string, { make }: PairStoreSubject): void {
  describe(`pair store ${name}`, () => {
    const dirs: string[] = [];
    const pieces = [testPairs({ exams: 5, seed: 1 }), [], testPairs({ exams: 9, seed: 2 }).slice(15)];
    afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true }))));

    const written = async (order: readonly number[]) => {
      const dir = await mkdtemp(join(tmpdir(), 'totalfm-pair-store-'));
      dirs.push(dir);
      const store = await make();
      for (const piece of order) await store.writePiece(dir, piece, pieces[piece]);
      await store.finish(dir, pieces.length);
      return { dir, store };
    };

    it('gives back every row and volume', async () => {
      const { dir, store } = await written([0, 1, 2]);
      const reader = await store.open(dir);
      const expected = pieces.flat();
      expect(reader.rows.map((row) => row.key)).toEqual(expected.map(({ row }) => row.key));
      for (const [index, { row, volume }] of expected.entries()) {
        expect(reader.rows[index]).toEqual(row);
        expectSameVolume(await reader.volume(index), volume);
      }
      await reader.close();
    });

    it('streams the same pairs in the same order', async () => {
      const { dir, store } = await written([0, 1, 2]);
      const reader = await store.open(dir);
      let index = 0;
      for await (const { row, volume } of reader.stream()) {
        expect(row).toEqual(reader.rows[index]);
        expectSameVolume(volume, await reader.volume(index));
        index++;
      }
      expect(index).toBe(reader.rows.length);
      await reader.close();
    });

    it('writes the same bytes in any order, and over a piece written before', async () => {
      const first = await written([0, 1, 2]);
      const second = await written([2, 0, 2, 1, 0]);
      expect(await digests(second.dir)).toEqual(await digests(first.dir));
    });

    it('keeps pairs in few files', async () => {
      const { dir } = await written([0, 1, 2]);
      expect(Object.keys(await digests(dir)).length).toBeLessThan(pieces.flat().length);
    });

    it('has a code for a piece that is missing', async () => {
      const dir = await mkdtemp(join(tmpdir(), 'totalfm-pair-store-'));
      dirs.push(dir);
      const store = await make();
      await store.writePiece(dir, 0, pieces[0]);
      await expectCodedError(store.finish(dir, 2));
    });
  });
}

function expectSameVolume(actual: OrganPair['volume'], expected: OrganPair['volume']): void {
  expect({ ...actual, hu: undefined, mask: undefined }).toEqual({ ...expected, hu: undefined, mask: undefined });
  expect(Buffer.compare(bytesOf(actual.hu), bytesOf(expected.hu))).toBe(0);
  if (actual.mask && expected.mask) expect(Buffer.compare(bytesOf(actual.mask), bytesOf(expected.mask))).toBe(0);
}

const bytesOf = (array: Int16Array | Uint8Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

async function digests(dir: string): Promise<Record<string, string>> {
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const entries = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [
      path.slice(dir.length + 1),
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ] as const;
  });
  return Object.fromEntries((await Promise.all(entries)).sort(([a], [b]) => (a < b ? -1 : 1)));
}
