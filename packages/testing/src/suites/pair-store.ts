import { join } from 'node:path';
import { localFiles, type OrganPair, type PairStore } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { testExamPairs } from '../fixtures/exam-pairs.ts';
import { pairColumnsOf, storedVolume, volumeReader } from '../fixtures/pair-reader.ts';
import { testPairs } from '../fixtures/pairs.ts';
import { digestsOf, expectSameVolume, scratchFolders } from '../store-files.ts';

export interface PairStoreSubject {
  readonly make: () => PairStore | Promise<PairStore>;
}

const pieces: readonly (readonly OrganPair[])[] = [
  testPairs({ exams: 5, seed: 1 }),
  [],
  testPairs({ exams: 9, seed: 2 }).slice(15),
];

/** Checks a pair store: what goes in comes out, in columns, rows and as a stream, and bytes depend on pairs only. */
export function describePairStore(name: string, { make }: PairStoreSubject): void {
  describe(`pair store ${name}`, () => {
    const folders = scratchFolders('pair-store');
    const expected = pieces.flat();
    // An exam whose report could not be read has volumes and no pairs.
    const volumes = volumeReader([...testPairs({ exams: 8, seed: 3 }).slice(21), ...expected].map(storedVolume));
    afterAll(() => folders.remove());

    const written = async (order: readonly number[], finishes = 1) => {
      const dir = await folders.make();
      const store = await make();
      for (const piece of order)
        await store.writePiece(
          dir,
          piece,
          pieces[piece].map(({ row }) => row),
        );
      for (let time = 0; time < finishes; time++) await store.finish(dir, localFiles(dir), pieces.length);
      return { dir, store };
    };
    const opened = async () => {
      const { dir, store } = await written([0, 1, 2]);
      return store.open(localFiles(dir), volumes);
    };

    it('gives back every row with its volume, in any order', async () => {
      const reader = await opened();
      const order = expected.map((_, index) => (index * 7) % expected.length);
      expect(await reader.rows(order)).toEqual(order.map((index) => expected[index].row));
      expect(await reader.rows([2, 2, 0])).toEqual([2, 2, 0].map((index) => expected[index].row));
      for (const index of order) expectSameVolume(await reader.volume(index), expected[index].volume);
      await reader.close();
    });

    it('keeps what is said of each part of a whole exam', async () => {
      const exams = testExamPairs({ exams: 3 });
      const dir = await folders.make();
      const store = await make();
      const rows = exams.map(({ row }) => row);
      await store.writePiece(dir, 0, rows);
      await store.finish(dir, localFiles(dir), 1);
      const reader = await store.open(localFiles(dir), volumeReader(exams.map(storedVolume)));
      expect(await reader.rows([2, 0, 1])).toEqual([rows[2], rows[0], rows[1]]);
      await reader.close();
    });

    it('holds what sampling needs in columns', async () => {
      const reader = await opened();
      expect({ ...reader.columns }).toEqual(pairColumnsOf(expected.map(({ row }) => row)));
      await reader.close();
    });

    it('streams the same pairs in the same order', async () => {
      const reader = await opened();
      let index = 0;
      for await (const { row, volume } of reader.stream()) {
        expect(row).toEqual(expected[index].row);
        expectSameVolume(volume, expected[index].volume);
        index++;
      }
      expect(index).toBe(expected.length);
      await reader.close();
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

    it('has a code for a piece that is missing, and stops when it is told to', async () => {
      const dir = await folders.make();
      const store = await make();
      const rows = pieces[0].map(({ row }) => row);
      await store.writePiece(dir, 0, rows);
      await expectCodedError(store.finish(dir, localFiles(dir), 2));
      await expectCodedError(store.writePiece(dir, 1, rows, AbortSignal.abort()), 'TFM_CANCELLED');
      await expectCodedError(store.finish(dir, localFiles(dir), 1, AbortSignal.abort()), 'TFM_CANCELLED');
    });

    it('has a code for volumes that it was not joined with, and for two pairs of one key', async () => {
      const { dir, store } = await written([0, 1, 2]);
      await expectCodedError(store.open(localFiles(dir), volumeReader(expected.slice(0, -1).map(storedVolume))));
      const twice = await folders.make();
      for (const piece of [0, 1])
        await store.writePiece(
          twice,
          piece,
          pieces[0].map(({ row }) => row),
        );
      await expectCodedError(store.finish(twice, localFiles(twice), 2));
    });
  });
}
