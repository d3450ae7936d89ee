import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError } from '../../disk-error.ts';

/** How deep folders of a medium lie below its DICOMDIR: patient, study, series. */
const MEDIUM_DEPTH = 6;

/**
 * Paths of the files that a series may be in: those of a folder and of the folders in it; all below it where it has a
 * DICOMDIR, as media do. Hidden ones are left out. Sorted. Throws `TFM_FILE_MISSING`.
 */
export async function filesOfFolder(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
    throw diskError(error, dir);
  });
  const depth = entries.some(({ name }) => /^dicomdir$/i.test(name)) ? MEDIUM_DEPTH : 1;
  return (await filesWithin(dir, entries, depth)).sort();
}

async function filesWithin(dir: string, entries: readonly Dirent[], depth: number): Promise<string[]> {
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(dir, entry.name);
    const found = isPlain(entry) ? entry : await stat(path).catch(() => undefined);
    if (found?.isFile()) files.push(path);
    else if (found?.isDirectory() && depth > 0) {
      const inner = await readdir(path, { withFileTypes: true }).catch(() => []);
      for (const file of await filesWithin(path, inner, depth - 1)) files.push(file);
    }
  }
  return files;
}

/** Whether a listing says all of an entry: of links, and on some file systems of all, only a look at what they name does. */
const isPlain = (entry: Dirent) => entry.isFile() || entry.isDirectory();
