import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileWhole, writing, type ObjectStore, type StoredFiles } from '@totalfm/core';
import { eachAtOnce } from '../at-once.ts';
import { artifactFile, type ArtifactManifest } from '../artifact.ts';
import { withoutPieces, type FileDigest } from '../file-digests.ts';
import { jsonText } from '../json-text.ts';
import type { SharedWork } from '../shared-work.ts';
import { createBlockCache } from './block-cache.ts';
import { depotFiles } from './depot-files.ts';
import { depotWork, workPrefix } from './depot-work.ts';
import { copyInto, objectsAtOnce, removeBelow } from './objects.ts';

/**
 * Artifacts as objects that all machines reach. Below the folder of a machine lie copies of what it needs whole; what stages wrote exam
 * by exam (voxels, rows) stays where it is and is read by range.
 *
 * An artifact is objects `ID/PATH`, the list of its pieces `ID.pieces.json`, and `ID/artifact.json`, which is put last: where
 * it is there, the artifact is whole. Half of one lies at `ID.work/`.
 */
export interface Depot {
  readonly place: string;
  /** Copies a finished artifact into the folder but for its pieces; false where there is none. */
  bring(id: string): Promise<boolean>;
  /** Makes an artifact that lies in `dir` everybody's. */
  publish(id: string, dir: string, pieces: readonly FileDigest[]): Promise<void>;
  /** Those of an artifact of the folder that do not lie in it. */
  piecesOf(id: string): Promise<readonly FileDigest[]>;
  filesOf(id: string, dir: string, pieces: readonly FileDigest[]): StoredFiles;
  work(id: string): SharedWork;
  isBegun(id: string): Promise<boolean>;
  /** Small texts, by name. */
  put(name: string, text: string): Promise<void>;
  get(name: string): Promise<string | undefined>;
  remove(name: string): Promise<void>;
  close(): Promise<void>;
}

/** List of an artifact's pieces: in the folder, it says that they do not lie in it. */
const piecesFile = (id: string) => `${id}.pieces.json`;

export function openDepot(root: string, objects: ObjectStore): Depot {
  const cache = createBlockCache(objects, join(root, '.blocks'), objects.cacheBytes ?? 0);
  const filesOf = (id: string, dir: string, pieces: readonly FileDigest[]) =>
    depotFiles({ dir, pieces, keyOf: (path) => `${id}/${path}`, place: objects.place, cache });
  return {
    place: objects.place,
    filesOf,
    bring: (id) => bring(root, objects, id),
    async publish(id, dir, pieces) {
      const { files } = JSON.parse(await readFile(join(dir, artifactFile), 'utf8')) as ArtifactManifest;
      const own = withoutPieces(files, pieces);
      await eachAtOnce(own, objectsAtOnce, ({ path }) => objects.put(`${id}/${path}`, { file: join(dir, path) }));
      const list = jsonText(pieces);
      await objects.put(piecesFile(id), Buffer.from(list));
      await objects.put(`${id}/${artifactFile}`, { file: join(dir, artifactFile) });
      await writeFileWhole(join(root, piecesFile(id)), list);
      await removeBelow(objects, workPrefix(id));
    },
    async piecesOf(id) {
      const text = await readFile(join(root, piecesFile(id)), 'utf8').catch(() => '[]');
      return JSON.parse(text) as readonly FileDigest[];
    },
    work: (id) => depotWork({ root, id, objects, filesOf }),
    async isBegun(id) {
      for await (const _ of objects.list(workPrefix(id))) return true;
      return false;
    },
    put: (name, text) => objects.put(name, Buffer.from(text)),
    get: async (name) => textOf(await objects.get(name)),
    remove: (name) => objects.remove([name]),
    close: () => objects.close(),
  };
}

const textOf = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

/** In a folder beside it first, so that an artifact of the folder is whole. */
async function bring(root: string, objects: ObjectStore, id: string): Promise<boolean> {
  const manifest = await objects.get(`${id}/${artifactFile}`);
  const list = manifest && (await objects.get(piecesFile(id)));
  if (!manifest || !list) return false;
  const { files } = JSON.parse(textOf(manifest)!) as ArtifactManifest;
  const pieces = JSON.parse(textOf(list)!) as readonly FileDigest[];
  const dir = join(root, `${id}.coming-${process.pid}`);
  await writing(root, async () => {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
  });
  const own = withoutPieces(files, pieces);
  await eachAtOnce(own, objectsAtOnce, ({ path }) => copyInto(objects, `${id}/${path}`, join(dir, path)));
  await writeFileWhole(join(dir, artifactFile), manifest);
  await writeFileWhole(join(root, piecesFile(id)), list);
  // Another process of this machine may have been faster.
  await rename(dir, join(root, id)).catch(() => rm(dir, { recursive: true, force: true }));
  return true;
}
