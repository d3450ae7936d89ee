import { createHash } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { temporarySuffix } from '@totalfm/core';
import { eachAtOnce } from './at-once.ts';

/** A file of an artifact. */
export interface FileDigest {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Those of an artifact's files that lie in its folder, where its pieces lie elsewhere. */
export function withoutPieces(files: readonly FileDigest[], pieces: readonly FileDigest[]): readonly FileDigest[] {
  const away = new Set(pieces.map(({ path }) => path));
  return files.filter(({ path }) => !away.has(path));
}

/** Files below a folder in order of path, without `except` at its top and without temporary leftovers, which are removed. */
export async function listFiles(dir: string, except: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const kept = paths.filter((path) => !except.includes(path.split('/')[0]));
  for (const path of kept.filter(isTemporary)) await rm(join(dir, path));
  return kept.filter((path) => !isTemporary(path)).sort();
}

const isTemporary = (path: string) => path.endsWith(temporarySuffix) || path.includes(`${temporarySuffix}-`);

/** Bytes that are read at once. */
const PART = 1 << 18;

/** Files that are worked on at once: an artifact may have tens of thousands, and each waits for the disk. */
const AT_ONCE = 8;

/** Reads files once, for their lengths and their SHA-256, and makes them durable. */
export const digestFiles = (dir: string, paths: readonly string[]): Promise<readonly FileDigest[]> =>
  eachAtOnce(paths, AT_ONCE, (path) => digestFile(dir, path));

/** The first file that is not as long as it was, with the length that it has; undefined for one that has vanished. */
export async function findMisfit(
  dir: string,
  files: readonly FileDigest[],
): Promise<{ readonly file: FileDigest; readonly bytes?: number } | undefined> {
  const lengths = await eachAtOnce(files, AT_ONCE, ({ path }) =>
    stat(join(dir, path)).then(
      ({ size }) => size,
      () => undefined,
    ),
  );
  const place = files.findIndex(({ bytes }, index) => bytes !== lengths[index]);
  return place < 0 ? undefined : { file: files[place], bytes: lengths[place] };
}

async function digestFile(dir: string, path: string): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(join(dir, path), 'r');
  try {
    const part = Buffer.allocUnsafe(Math.min(PART, Math.max(1, (await file.stat()).size)));
    for (;;) {
      const { bytesRead } = await file.read(part, 0, part.length);
      if (bytesRead === 0) break;
      hash.update(part.subarray(0, bytesRead));
      bytes += bytesRead;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { path, bytes, sha256: hash.digest('hex') };
}
