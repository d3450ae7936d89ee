import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readStored, type ObjectStore } from '@totalfm/core';
import { expectCodedError, MemoryObjects } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBlockCache } from '../src/artifacts/depot/block-cache.ts';
import { DiscardWork, openArtifactStore } from '../src/index.ts';
import type { ArtifactRecipe } from '../src/artifacts/artifact.ts';
import { writeOutcomes } from '../src/journal/exam-journal.ts';
import { noteDeath, readDeaths } from '../src/journal/underway.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'totalfm-depot-'));
});
afterAll(() => rm(dir, { recursive: true }));

const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

let machines = 0;
/** A machine with a folder of its own. */
const machine = (objects?: ObjectStore) => openArtifactStore(join(dir, `machine-${machines++}`), objects);
type Store = ReturnType<typeof machine>;

const recipe: ArtifactRecipe = { stage: 'volumes', config: {}, inputs: {} };
const write = async (file: string, text: string) => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
};

/** Does a chunk as a stage does it: a piece among the artifact's files, one that is joined, its journal. */
async function doChunk(store: Store, id: string, chunk: number, isKept = true) {
  const place = await store.work(id).begin(chunk);
  await write(join(place.dir, `store/voxels-${chunk}.bin`), `voxels of chunk ${chunk}`);
  await write(join(place.scratch, `rows/${chunk}.jsonl`), `row ${chunk}\n`);
  await writeOutcomes(place.scratch, chunk, [{ exam: `exam-${chunk}`, status: 'done' }]);
  if (isKept) await place.keep();
}

/** Makes an artifact of two chunks, each on a machine of its own if there are others. */
async function make(driver: Store, workers: readonly Store[] = [driver]) {
  return driver.make(recipe, async ({ id, dir: into, scratch }) => {
    for (const chunk of [0, 1]) await doChunk(workers[chunk % workers.length], id, chunk);
    const work = driver.work(id);
    await work.sync();
    const rows = await Promise.all([0, 1].map((chunk) => readdir(join(scratch, 'rows')).then((names) => names[chunk])));
    const files = await work.files();
    const first = await readStored(files, 'store/voxels-0.bin');
    await write(join(into, 'table.json'), JSON.stringify({ rows: rows.sort(), first: textOf(first) }));
  });
}

describe('artifacts in a store of objects', () => {
  it('are the same as those of a folder, from machines that share nothing, and read where they lie', async () => {
    const objects = new MemoryObjects();
    const [driver, one, other] = [machine(objects), machine(objects), machine(objects)];
    const { artifact } = await make(driver, [one, other]);
    const plain = await make(machine());
    expect(artifact.manifest).toEqual(plain.artifact.manifest);
    expect((await readdir(artifact.dir, { recursive: true })).sort()).toEqual(['artifact.json', 'table.json']);
    expect([...objects.objects.keys()].filter((key) => key.includes('.work/'))).toEqual([]);
    const found = await machine(objects).find(recipe);
    expect(textOf(await found?.files.read('store/voxels-1.bin', 10, 7))).toBe('chunk 1');
    expect(textOf(await readStored(found!.files, 'table.json'))).toContain('voxels of chunk 0');
    objects.objects.delete(`${artifact.id}/store/voxels-1.bin`);
    await expectCodedError(found!.files.read('store/voxels-1.bin', 0, 1), 'TFM_ARTIFACT_CORRUPT');
  });

  it('are not there before their last object is, nor is a chunk before its journal', async () => {
    const objects = new MemoryObjects();
    const [driver, worker] = [machine(objects), machine(objects)];
    const { id } = (await make(machine())).artifact;
    await doChunk(worker, id, 0, false);
    expect(await driver.work(id).isDone(0)).toBe(false);
    await doChunk(worker, id, 0);
    expect(await driver.work(id).isDone(0)).toBe(true);
    expect(await driver.isBegun(id)).toBe(true);
    const put = objects.put.bind(objects);
    objects.put = (key, body) =>
      key.endsWith('artifact.json') ? Promise.reject(new Error('The store is gone.')) : put(key, body);
    await expect(make(driver)).rejects.toThrow('gone');
    expect(await machine(objects).find(recipe)).toBeUndefined();
    objects.put = put;
    expect((await make(driver)).reused).toBe(false);
    expect((await make(machine(objects))).reused).toBe(true);
  });

  it('are dropped everywhere when their work is', async () => {
    const objects = new MemoryObjects();
    const [driver, other] = [machine(objects), machine(objects)];
    const failing = driver.make(recipe, async ({ id }) => {
      await doChunk(other, id, 0);
      throw new DiscardWork(new Error('All exams failed.'));
    });
    await expect(failing).rejects.toThrow('All exams failed.');
    expect([...objects.objects.keys()]).toEqual([]);
    // What the other machine still has of it does not count.
    const { id } = (await make(machine())).artifact;
    await other.work(id).sync();
    expect(await other.work(id).elsewhere()).toEqual([]);
  });

  it('tell other machines which workers died, and small texts', async () => {
    const objects = new MemoryObjects();
    const [one, other] = [machine(objects), machine(objects)];
    const scratchOf = ({ root }: Store) => join(root, 'volumes-0.work/.scratch');
    await noteDeath(scratchOf(one), 3);
    await one.work('volumes-0').giveNotes(3);
    await other.work('volumes-0').bringNotes(3);
    expect(await readDeaths(scratchOf(other), 3)).toMatchObject({ idle: { seen: 1 } });
    for (const store of [one, machine()]) {
      await store.shared.put('.setups/a.json', 'text');
      expect(await store.shared.get('.setups/a.json')).toBe('text');
      await store.shared.remove('.setups/a.json');
      expect(await store.shared.get('.setups/a.json')).toBeUndefined();
    }
  });
});

describe('a cache of blocks', () => {
  const MB = 1 << 20;
  const bytes = Buffer.from(Uint8Array.from({ length: 5 * MB + 100 }, (_, at) => (at * 31) >> 4));
  const opened = async (limit: number) => {
    const objects = new MemoryObjects();
    await objects.put('a', bytes);
    const folder = join(dir, `cache-${machines++}`);
    const heldBytes = async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile());
    };
    return { objects, folder, heldBytes, cache: createBlockCache(objects, folder, limit) };
  };

  it('gives what the object has, asks for each block once, and serves the next process', async () => {
    const { objects, folder, cache } = await opened(1e9);
    const read = (of: typeof cache, offset: number, length: number) => of.read('a', bytes.length, offset, length);
    for (const [offset, length] of [
      [0, 10],
      [MB - 5, 10],
      [3 * MB, 2 * MB + 1000],
      [bytes.length, 5],
    ])
      expect(bytes.subarray(offset, offset + length).equals((await read(cache, offset, length))!)).toBe(true);
    await Promise.all([read(cache, 2 * MB, 5), read(cache, 2 * MB + 9, 5)]);
    expect(objects.ranges).toHaveLength(6);
    expect(await read(createBlockCache(objects, folder, 1e9), 10, 10)).toEqual(bytes.subarray(10, 20));
    expect(objects.ranges).toHaveLength(6);
    expect(await cache.read('none', 10, 0, 5)).toBeUndefined();
  });

  it('fetches anew what a lost power cut short, and holds no more than it may', async () => {
    const { objects, cache, heldBytes } = await opened(3 * MB);
    for (let block = 0; block < 5; block++) await cache.read('a', bytes.length, block * MB, 1);
    expect((await heldBytes()).length).toBeLessThanOrEqual(3);
    const [kept] = await heldBytes();
    await writeFile(join(kept.parentPath, kept.name), 'cut');
    const asked = objects.ranges.length;
    const at = Number(kept.name) * MB;
    expect(await cache.read('a', bytes.length, at, 3)).toEqual(bytes.subarray(at, at + 3));
    expect(objects.ranges.length).toBe(asked + 1);
  });

  it('keeps nothing where it may not', async () => {
    const { objects, folder, cache } = await opened(0);
    for (let time = 0; time < 2; time++) await cache.read('a', bytes.length, 0, 1);
    expect(objects.ranges).toHaveLength(2);
    expect(await readdir(folder).catch(() => [])).toEqual([]);
  });
});
