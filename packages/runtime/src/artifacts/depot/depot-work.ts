import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { writeFileWhole, writing, type ObjectStore, type StoredFiles } from '@totalfm/core';
import { journalPiece } from '../../journal/exam-journal.ts';
import { pieceName } from '../../journal/piece-name.ts';
import { underwayDir, underwayPiece } from '../../journal/underway.ts';
import { eachAtOnce } from '../at-once.ts';
import { artifactFile, scratchName, workPlace } from '../artifact.ts';
import { digestFiles, listFiles, type FileDigest } from '../file-digests.ts';
import { jsonText } from '../json-text.ts';
import type { ChunkPlace, SharedWork } from '../shared-work.ts';
import { copyInto, objectsAtOnce, removeBelow } from './objects.ts';

/** Where objects of unfinished work lie: the scratch of all who work on it. */
export const workPrefix = (id: string): string => `${id}.work/`;

/** In a work's scratch: which files each chunk put among the artifact's. */
const piecesDir = 'pieces';

/** In a work's scratch: what chunks write before it is everybody's. */
const hereDir = 'here';

/** What is asked for chunk by chunk, and what is nobody else's. */
const apart = [underwayDir, hereDir];

export interface DepotWorkParts {
  readonly root: string;
  readonly id: string;
  readonly objects: ObjectStore;
  readonly filesOf: (id: string, dir: string, pieces: readonly FileDigest[]) => StoredFiles;
}

/**
 * Work whose chunks are done on machines that share no folder. What a chunk puts among the artifact's files is at once where it
 * stays (`ID/PATH`); what is joined later lies at `ID.work/`, and is copied into the scratch of whoever joins it. Of a chunk, its
 * journal is put last: where that is there, all of it is.
 */
export function depotWork({ root, id, objects, filesOf }: DepotWorkParts): SharedWork {
  const { dir, scratch } = workPlace(root, id);
  const keyOf = (path: string) => `${workPrefix(id)}${path}`;

  const bring = (path: string) => copyInto(objects, keyOf(path), join(scratch, path));

  async function elsewhere(): Promise<readonly FileDigest[]> {
    const names = await readdir(join(scratch, piecesDir)).catch(() => [] as string[]);
    const lists = await eachAtOnce(names.sort(), objectsAtOnce, async (name) => {
      return JSON.parse(await readFile(join(scratch, piecesDir, name), 'utf8')) as readonly FileDigest[];
    });
    return lists.flat();
  }

  return {
    elsewhere,
    files: async () => filesOf(id, dir, await elsewhere()),
    async sync() {
      const there = new Map<string, number>();
      for await (const { key, bytes } of objects.list(workPrefix(id))) {
        const path = key.slice(workPrefix(id).length);
        if (!apart.includes(path.split('/')[0])) there.set(path, bytes);
      }
      const here = await filesOfScratch(scratch);
      // What others have dropped is of no more use here.
      for (const [path] of here) if (!there.has(path)) await rm(join(scratch, path), { force: true });
      const missing = [...there].filter(([path, bytes]) => here.get(path) !== bytes);
      await eachAtOnce(missing, objectsAtOnce, ([path]) => bring(path));
    },
    async isDone(chunk) {
      const keys = [keyOf(journalPiece(chunk)), `${id}/${artifactFile}`];
      return (await Promise.all(keys.map((key) => objects.getRange(key, 0, 1)))).some((byte) => byte !== undefined);
    },
    async begin(chunk) {
      const own = join(scratch, hereDir, `${pieceName(chunk, String(process.pid))}`);
      const place = { dir: own, scratch: join(own, scratchName) };
      await writing(own, async () => {
        await rm(own, { recursive: true, force: true });
        await mkdir(join(place.scratch, piecesDir), { recursive: true });
      });
      return { ...place, keep: () => keepChunk({ id, objects, scratch, keyOf }, place, chunk) };
    },
    bringNotes: (chunk) => bring(underwayPiece(chunk)),
    async giveNotes(chunk) {
      const notes = await readFile(join(scratch, underwayPiece(chunk))).catch(() => undefined);
      await (notes ? objects.put(keyOf(underwayPiece(chunk)), notes) : objects.remove([keyOf(underwayPiece(chunk))]));
    },
    async discard() {
      await removeBelow(objects, workPrefix(id));
      await removeBelow(objects, `${id}/`);
    },
  };
}

interface KeepParts extends Pick<DepotWorkParts, 'id' | 'objects'> {
  /** That of this machine. */
  readonly scratch: string;
  readonly keyOf: (path: string) => string;
}

/** Sends what a chunk has written, its journal last, and leaves what is joined later in the scratch of this machine. */
async function keepChunk(
  { id, objects, scratch, keyOf }: KeepParts,
  place: Omit<ChunkPlace, 'keep'>,
  chunk: number,
): Promise<void> {
  const own = await digestFiles(place.dir, await listFiles(place.dir, [scratchName]));
  await eachAtOnce(own, objectsAtOnce, ({ path }) => objects.put(`${id}/${path}`, { file: join(place.dir, path) }));
  await writeFileWhole(join(place.scratch, piecesDir, pieceName(chunk, 'json')), jsonText(own));
  const last = journalPiece(chunk);
  const joined = (await listFiles(place.scratch, [])).filter((path) => path !== last);
  await eachAtOnce(joined, objectsAtOnce, (path) => objects.put(keyOf(path), { file: join(place.scratch, path) }));
  await objects.put(keyOf(last), { file: join(place.scratch, last) });
  for (const path of [...joined, last]) {
    const file = join(scratch, path);
    await mkdir(dirname(file), { recursive: true });
    await rename(join(place.scratch, path), file);
  }
  await rm(place.dir, { recursive: true, force: true });
}

/** Bytes of what a machine has of a work's objects, by path. */
async function filesOfScratch(scratch: string): Promise<ReadonlyMap<string, number>> {
  const entries = await readdir(scratch, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(scratch, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !apart.includes(path.split('/')[0]));
  const sizes = await eachAtOnce(paths, objectsAtOnce, async (path) => (await stat(join(scratch, path))).size);
  return new Map(paths.map((path, index) => [path, sizes[index]]));
}
