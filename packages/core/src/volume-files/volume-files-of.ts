import { stat } from 'node:fs/promises';
import type { VolumeReader } from '../contracts/volume-reader.ts';
import { readError } from '../files/disk-errors.ts';
import { filesBelow } from '../files/files-below.ts';

/** Every file that a reader reads for a volume, sorted. Throws `TFM_FILE_MISSING`. */
export async function volumeFilesOf(
  reader: VolumeReader,
  path: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (reader.files) return reader.files(path, signal);
  const found = await stat(path).catch((error: unknown) => {
    throw readError(error, path);
  });
  return found.isDirectory() ? filesBelow(path) : [path];
}
