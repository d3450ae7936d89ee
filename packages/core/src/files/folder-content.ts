import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Digests by all that tells a file from its next version without reading it. */
const known = new Map<string, string>();

/**
 * SHA-256 of the files of a folder whose names match, or of the folder that one file of it lies in; undefined where there is
 * none. Quick when asked again: a file of the same size and time is not read twice.
 */
export function folderContent(path: string, names: RegExp): string | undefined {
  try {
    const folder = statSync(path).isDirectory() ? path : dirname(path);
    const found = readdirSync(folder).filter((name) => names.test(name));
    const hash = createHash('sha256');
    for (const name of found.sort()) hash.update(`${name}\0${digestOf(join(folder, name))}\n`);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

/** SHA-256 of one file; undefined where there is none. As quick when asked again. */
export function fileContent(file: string): string | undefined {
  try {
    return digestOf(file);
  } catch {
    return undefined;
  }
}

function digestOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  const key = `${file}\0${size}\0${mtimeMs}`;
  const digest = known.get(key) ?? sumOf(file);
  known.set(key, digest);
  return digest;
}

/** Bytes at once: files of weights are gigabytes. */
const BLOCK = 1 << 22;

function sumOf(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const hash = createHash('sha256');
    const block = Buffer.allocUnsafe(BLOCK);
    for (let read = readSync(descriptor, block); read > 0; read = readSync(descriptor, block))
      hash.update(block.subarray(0, read));
    return hash.digest('hex');
  } finally {
    closeSync(descriptor);
  }
}
