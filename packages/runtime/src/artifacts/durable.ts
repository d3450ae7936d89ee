import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writing } from './disk-errors.ts';

/** Ends the name of a file that is being written. A leftover of a killed process; never part of an artifact. */
export const temporarySuffix = '.tmp';

/** Writes a file whole or not at all: temporary name, fsync, rename, fsync of the folder. */
export async function writeFileDurable(path: string, data: string | Uint8Array): Promise<void> {
  await writing(path, async () => {
    const temporary = `${path}${temporarySuffix}`;
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await renameDurable(temporary, path);
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

/** JSON as files hold it: two spaces, one line end. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** JSON lines. */
export const jsonLines = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
