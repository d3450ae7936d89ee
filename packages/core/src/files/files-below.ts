import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readError } from './disk-errors.ts';

/** Paths of all files below a folder, sorted; links to files are files, links to nowhere are not. Throws `TFM_FILE_MISSING`. */
export async function filesBelow(dir: string): Promise<readonly string[]> {
  const files: string[] = [];
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw readError(error, dir);
  });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) files.push(path);
  }
  return files.sort();
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
