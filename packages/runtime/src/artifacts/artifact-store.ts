import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  localFiles,
  renameDurable,
  sync,
  throwIfAborted,
  writeFileWhole,
  writing,
  type ObjectStore,
} from '@totalfm/core';
import { runtimeErrors } from '../errors.ts';
import {
  artifactFile,
  artifactId,
  scratchName,
  workPlace,
  type Artifact,
  type ArtifactManifest,
  type ArtifactRecipe,
  type ArtifactWork,
} from './artifact.ts';
import { openDepot, type Depot } from './depot/depot.ts';
import { jsonText } from './json-text.ts';
import { digestFiles, findMisfit, listFiles, withoutPieces, type FileDigest } from './file-digests.ts';
import { acquireLock, type LockHolder } from './process-lock.ts';
import { localWork, type SharedWork } from './shared-work.ts';
import { exists } from '../what-is-there.ts';
import { readSeconds, startStopwatch } from './stopwatch.ts';

export interface MakeOptions {
  readonly signal?: AbortSignal;
  /** Called once where another process is making the same artifact, before waiting for it. */
  readonly onWait?: (holder: LockHolder) => void;
  /** Asked once it is built: the share of the time that it took, where others were built inside of its build. */
  readonly shareOfTime?: () => number;
}

export interface MadeArtifact {
  readonly artifact: Artifact;
  /** True where it was there already. */
  readonly reused: boolean;
  /** What making it took, over all attempts. */
  readonly seconds: number;
}

/** Thrown by a builder to drop all that it did so far, so that the next run starts the stage anew. */
export class DiscardWork extends Error {
  constructor(readonly reason: unknown) {
    super('The work on an artifact is discarded.', { cause: reason });
  }
}

/** Finished artifacts by recipe, under one folder, and of a store of objects behind it where there is one. */
export interface ArtifactStore {
  readonly root: string;
  /** The store of objects behind the folder, for messages. */
  readonly behind?: string;
  /** Throws `TFM_ARTIFACT_CORRUPT` where the folder is there and not whole. */
  find(recipe: ArtifactRecipe): Promise<Artifact | undefined>;
  read(id: string): Promise<Artifact | undefined>;
  /** What an artifact was made of, without a look at its files; undefined where it is not there, or has lost it. */
  recipe(id: string): Promise<ArtifactRecipe | undefined>;
  /** Seconds that making an artifact took, also one that has been removed; 0 where it is not known. */
  seconds(id: string): Promise<number>;
  /** Which successor of an artifact is wanted in its place; 0: none. */
  generation(id: string): Promise<number>;
  setGeneration(id: string, generation: number): Promise<void>;
  /** True where an interrupted build has left work to go on from. */
  isBegun(id: string): Promise<boolean>;
  /**
   * The artifact of a recipe: as it is, or made by `build` in `ID.work`. A build that was killed or cancelled finds
   * its files and its scratch again. One process at a time makes an artifact; others wait for it.
   */
  make(
    recipe: ArtifactRecipe,
    build: (work: ArtifactWork) => Promise<void>,
    options?: MakeOptions,
  ): Promise<MadeArtifact>;
  /** The work on an artifact that is made chunk by chunk. */
  work(id: string): SharedWork;
  /** Small texts that all machines see, by name. */
  readonly shared: SharedTexts;
  close(): Promise<void>;
}

export interface SharedTexts {
  put(name: string, text: string): Promise<void>;
  get(name: string): Promise<string | undefined>;
  remove(name: string): Promise<void>;
}

interface Making extends Pick<MakeOptions, 'shareOfTime'> {
  readonly id: string;
  readonly recipe: ArtifactRecipe;
  readonly build: (work: ArtifactWork) => Promise<void>;
}

const generationFile = (id: string) => `${id}.redo.json`;
const timeFile = (root: string, id: string) => join(root, `${id}.time.json`);

/** Opens the artifacts of a folder; with `objects`, those that lie there, of which the folder has copies. Close it after use. */
export function openArtifactStore(folder: string, objects?: ObjectStore): ArtifactStore {
  const root = resolve(folder);
  const depot = objects && openDepot(root, objects);
  const place: Place = { root, depot };
  const shared = depot ?? textsIn(root);
  const found = async (id: string): Promise<MadeArtifact | undefined> => {
    const artifact = await readArtifact(place, id);
    return artifact && { artifact, reused: true, seconds: await readSeconds(timeFile(root, id)) };
  };

  return {
    root,
    ...(depot && { behind: depot.place }),
    shared,
    work: (id) => workOf(place, id),
    close: async () => depot?.close(),
    read: (id) => readArtifact(place, id),
    async recipe(id) {
      const text = await readFile(join(root, id, artifactFile), 'utf8').catch(() => undefined);
      if (text === undefined) return undefined;
      const { stage, config, inputs } = JSON.parse(text) as ArtifactManifest;
      return { stage, config, inputs };
    },
    seconds: (id) => readSeconds(timeFile(root, id)),
    async generation(id) {
      const text = await shared.get(generationFile(id));
      return text === undefined ? 0 : (JSON.parse(text) as { readonly generation: number }).generation;
    },
    setGeneration: (id, generation) => shared.put(generationFile(id), jsonText({ generation })),
    isBegun: async (id) => (await exists(workPlace(root, id).dir)) || ((await depot?.isBegun(id)) ?? false),
    find: (recipe) => readArtifact(place, artifactId(recipe)),
    async make(recipe, build, { signal, onWait, shareOfTime } = {}) {
      const id = artifactId(recipe);
      const before = await found(id);
      if (before) return before;
      await writing(root, () => mkdir(root, { recursive: true }));
      const lock = await waitForLock(join(root, `${id}.lock`), signal, onWait);
      try {
        return (await found(id)) ?? (await makeLocked(place, { id, recipe, build, shareOfTime }));
      } finally {
        await lock.release();
      }
    },
  };
}

interface Place {
  readonly root: string;
  readonly depot?: Depot;
}

const workOf = ({ root, depot }: Place, id: string): SharedWork => depot?.work(id) ?? localWork(root, id);

/** As files of a folder. */
const textsIn = (root: string): SharedTexts => ({
  async put(name, text) {
    const file = join(root, name);
    await writing(file, () => mkdir(dirname(file), { recursive: true }));
    await writeFileWhole(file, text);
  },
  get: (name) => readFile(join(root, name), 'utf8').catch(() => undefined),
  remove: (name) => rm(join(root, name), { force: true }),
});

async function readArtifact({ root, depot }: Place, id: string): Promise<Artifact | undefined> {
  const dir = join(root, id);
  if (!(await exists(dir)) && !(await depot?.bring(id))) return undefined;
  const corrupt = (message: string) =>
    runtimeErrors.TFM_ARTIFACT_CORRUPT({
      file: dir,
      message,
      fix: 'Delete this folder and run again: it will be made anew.',
    });
  const text = await readFile(join(dir, artifactFile), 'utf8').catch(() => undefined);
  if (text === undefined) throw corrupt('The artifact has no artifact.json.');
  const manifest = JSON.parse(text) as ArtifactManifest;
  const pieces = (await depot?.piecesOf(id)) ?? [];
  const misfit = await findMisfit(dir, withoutPieces(manifest.files, pieces));
  if (misfit) {
    const { file, bytes } = misfit;
    const found = bytes === undefined ? 'vanished' : `${bytes} bytes`;
    throw corrupt(`The artifact's file ${file.path} has ${found}, where ${file.bytes} bytes were written.`);
  }
  return { id, dir, manifest, files: depot ? depot.filesOf(id, dir, pieces) : localFiles(dir) };
}

/** Makes an artifact, or goes on making it; the caller holds its lock. */
async function makeLocked(place: Place, { id, recipe, build, shareOfTime }: Making): Promise<MadeArtifact> {
  const { root, depot } = place;
  const work = workOf(place, id);
  const { dir, scratch } = workPlace(root, id);
  const stopwatch = await startStopwatch(timeFile(root, id));
  let seconds = 0;
  try {
    // artifact.json is written last: where it is there, the process died between sealing and renaming.
    const isSealed = await exists(join(dir, artifactFile));
    if (!isSealed) {
      await writing(dir, () => mkdir(scratch, { recursive: true }));
      await build({ id, dir, scratch });
    }
    const elsewhere = await work.elsewhere();
    if (!isSealed) await writing(dir, () => seal(dir, id, recipe, elsewhere));
    await depot?.publish(id, dir, elsewhere);
  } catch (error) {
    if (!(error instanceof DiscardWork)) throw error;
    await rm(dir, { recursive: true, force: true });
    await work.discard();
    throw error.reason;
  } finally {
    seconds = await stopwatch.stop(shareOfTime?.());
  }
  await writing(dir, async () => {
    await rm(scratch, { recursive: true, force: true });
    await sync(dir);
    await renameDurable(dir, join(root, id));
  });
  return { artifact: (await readArtifact(place, id)) as Artifact, reused: false, seconds };
}

async function seal(
  dir: string,
  id: string,
  { stage, config, inputs }: ArtifactRecipe,
  elsewhere: readonly FileDigest[],
): Promise<void> {
  const own = await digestFiles(dir, await listFiles(dir, [scratchName]));
  const files = [...own, ...elsewhere].sort((a, b) => (a.path < b.path ? -1 : 1));
  await writeFileWhole(
    join(dir, artifactFile),
    jsonText({ format: 1, id, stage, config, inputs, files } satisfies ArtifactManifest),
  );
}

async function waitForLock(file: string, signal?: AbortSignal, onWait?: (holder: LockHolder) => void) {
  for (let waited = false; ; waited = true) {
    throwIfAborted(signal);
    const lock = await acquireLock(file);
    if ('release' in lock) return lock;
    if (!waited) onWait?.(lock.heldBy);
    await delay(250);
  }
}
