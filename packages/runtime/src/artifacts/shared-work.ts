import { localFiles, type StoredFiles } from '@totalfm/core';
import { join } from 'node:path';
import { isChunkFinished } from '../journal/exam-journal.ts';
import { exists } from '../what-is-there.ts';
import { artifactFile, workPlace } from './artifact.ts';
import type { FileDigest } from './file-digests.ts';

/** Where a chunk's pieces are written. */
export interface ChunkPlace {
  readonly dir: string;
  readonly scratch: string;
  /** All of them are written, its journal last: they become everybody's. */
  keep(): Promise<void>;
}

/** The work on an artifact that is made chunk by chunk, on any number of machines. */
export interface SharedWork {
  /** Learns what other machines have finished: after it, the work's folder says so. */
  sync(): Promise<void>;
  /** Whether a chunk's results are there, or even the artifact that they are for. */
  isDone(chunk: number): Promise<boolean>;
  begin(chunk: number): Promise<ChunkPlace>;
  /** Learns which workers died at a chunk. */
  bringNotes(chunk: number): Promise<void>;
  /** Tells the others what was noted at a chunk. */
  giveNotes(chunk: number): Promise<void>;
  /** What chunks wrote into the artifact's folder; asked after {@link sync}. */
  files(): Promise<StoredFiles>;
  /** Those of the artifact's files that do not lie in its folder here. */
  elsewhere(): Promise<readonly FileDigest[]>;
  /** Drops all of it. */
  discard(): Promise<void>;
}

/** Work in a folder that all who work on it share. */
export function localWork(root: string, id: string): SharedWork {
  const { dir, scratch } = workPlace(root, id);
  const nothing = async () => {};
  return {
    sync: nothing,
    isDone: async (chunk) => (await exists(join(root, id, artifactFile))) || isChunkFinished(scratch, chunk),
    begin: async () => ({ dir, scratch, keep: nothing }),
    bringNotes: nothing,
    giveNotes: nothing,
    files: async () => localFiles(dir),
    elsewhere: async () => [],
    discard: nothing,
  };
}
