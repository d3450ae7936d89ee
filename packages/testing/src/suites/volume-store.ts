import { join } from 'node:path';
import { localFiles, type StoredVolume, type VolumeStore } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { storedVolume, volumeColumnsOf } from '../fixtures/pair-reader.ts';
import { testPairs } from '../fixtures/pairs.ts';
import { digestsOf, expectSameVolume, scratchFolders } from '../store-files.ts';

export interface VolumeStoreSubject {
  readonly make: () => VolumeStore | Promise<VolumeStore>;
}

const pieces: readonly (readonly StoredVolume[])[] = [
  testPairs({ exams: 5, seed: 1 }).map(storedVolume),
  [],
  testPairs({ exams: 9, seed: 2 }).slice(15).map(storedVolume),
];

/** Checks a volume store: what goes in comes out, in columns, rows, pieces and voxels, and bytes depend on volumes only. */
export function describeVolumeStore(name: string, { make }: VolumeStoreSubject): void {
  describe(`volume store ${name}`, () => {
    const folders = scratchFolders('volume-store');
    const expected = pieces.flat();
    afterAll(() => folders.remove());

    const written = async (order: readonly number[], finishes = 1) => {
      const dir = await folders.make();
      const store = await make();
      for (const piece of order) await store.writePiece(dir, piece, pieces[piece]);
      for (let time = 0; time < finishes; time++) await store.finish(dir, localFiles(dir), pieces.length);
      return { dir, store };
    };
    const opened = async () => {
      const { dir, store } = await written([0, 1, 2]);
      return store.open(localFiles(dir));
    };

    it('gives back every row and volume, in any order', async () => {
      const reader = await opened();
      const order = expected.map((_, index) => (index * 7) % expected.length);
      expect(await reader.rows(order)).toEqual(order.map((index) => expected[index].row));
      for (const index of order) expectSameVolume(await reader.volume(index), expected[index].volume);
      expect(await reader.rows([])).toEqual([]);
      await reader.close();
    });

    it('holds exams, organs and sides in columns', async () => {
      const reader = await opened();
      expect({ ...reader.columns }).toEqual(volumeColumnsOf(expected.map(({ row }) => row)));
      await reader.close();
    });

    it('gives the rows of each piece, of an empty one too', async () => {
      const { dir, store } = await written([0, 1, 2]);
      for (const [piece, volumes] of pieces.entries())
        expect(await store.readPiece(localFiles(dir), piece)).toEqual(volumes.map(({ row }) => row));
    });

    it('writes the same bytes in any order, over a piece written before, and finished twice', async () => {
      const first = await written([0, 1, 2]);
      const second = await written([2, 0, 2, 1, 0], 2);
      expect(await digestsOf(second.dir)).toEqual(await digestsOf(first.dir));
    });

    it('writes the same table where the pieces lie elsewhere', async () => {
      const { dir, store } = await written([0, 1, 2]);
      const apart = join(await folders.make(), 'store');
      await store.finish(apart, localFiles(dir), pieces.length);
      expect(await digestsOf(dir)).toMatchObject(await digestsOf(apart));
    });

    it('keeps volumes in few files', async () => {
      const { dir } = await written([0, 1, 2]);
      expect(Object.keys(await digestsOf(dir)).length).toBeLessThan(expected.length);
    });

    it('has a code for a piece that is missing, and stops when it is told to', async () => {
      const dir = await folders.make();
      const store = await make();
      await store.writePiece(dir, 0, pieces[0]);
      await expectCodedError(store.finish(dir, localFiles(dir), 2));
      await expectCodedError(store.writePiece(dir, 1, pieces[0], AbortSignal.abort()), 'TFM_CANCELLED');
      await expectCodedError(store.finish(dir, localFiles(dir), 1, AbortSignal.abort()), 'TFM_CANCELLED');
    });

    it('has a code for two volumes of one key', async () => {
      const dir = await folders.make();
      const store = await make();
      for (const piece of [0, 1]) await store.writePiece(dir, piece, pieces[0]);
      await expectCodedError(store.finish(dir, localFiles(dir), 2));
    });
  });
}
