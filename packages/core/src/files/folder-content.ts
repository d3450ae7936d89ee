import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
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

function digestOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  const key = `${file}\0${size}\0${mtimeMs}`;
  const digest = known.get(key) ?? createHash('sha256').update(readFileSync(file)).digest('hex');
  known.set(key, digest);
  return digest;
}
