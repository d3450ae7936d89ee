import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { computeErrors } from '../errors.ts';

/** Writes a file whole or not at all: to a temporary name, flushed to the disk, then renamed. Throws `TFM_WRITE_FAILED`. */
export async function writeFileAtomic(path: string, data: Uint8Array | string): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
    throw computeErrors.TFM_WRITE_FAILED({
      file: path,
      message: full ? 'The disk is full.' : `The file could not be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: full ? 'Free some space, then run `totalfm resume`.' : 'Check that the folder exists and may be written to, then run `totalfm resume`.',
      cause,
    });
  }
}
