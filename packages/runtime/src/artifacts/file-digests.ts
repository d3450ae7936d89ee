import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sync, temporarySuffix } from '@totalfm/core';

/** A file of an artifact. */
export interface FileDigest {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
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

/** Reads a file once, for its length and its SHA-256, and makes it durable. */
export async function digestFile(dir: string, path: string): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(join(dir, path), { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  await sync(join(dir, path));
  return { path, bytes, sha256: hash.digest('hex') };
}
