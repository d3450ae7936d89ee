import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writing } from './disk-errors.ts';

/** Ends the name of a file that is being written. A leftover of a killed process; never part of an artifact. */
export const temporarySuffix = '.tmp';

/**
 * Writes a file whole or not at all: temporary name, fsync, rename, fsync of the folder. Throws `TFM_DISK_FULL` and
 * `TFM_NOT_WRITABLE`; errors of `data` pass through. Nothing half-written stays behind.
 */
export async function writeFileWhole(
  path: string,
  data: string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const temporary = `${path}${temporarySuffix}`;
  await writing(path, async () => {
    try {
      const file = await open(temporary, 'w');
      try {
        if (typeof data === 'string' || data instanceof Uint8Array) await file.writeFile(data);
        else for await (const chunk of data) await file.writeFile(chunk);
        await file.sync();
      } finally {
        await file.close();
      }
      await renameDurable(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
  });
}

/** Renames and makes the new name survive a power cut. */
export async function renameDurable(from: string, to: string): Promise<void> {
  await rename(from, to);
  await sync(dirname(to));
}

/** fsync of a file or a folder. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
