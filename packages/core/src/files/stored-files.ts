import type { StoredFiles } from '../contracts/stored-files.ts';
import { coreErrors } from '../errors.ts';

/** The files of a folder inside of another. */
export const filesIn = (files: StoredFiles, folder: string): StoredFiles => ({
  placeOf: (path) => files.placeOf(`${folder}/${path}`),
  size: (path) => files.size(`${folder}/${path}`),
  read: (path, offset, length) => files.read(`${folder}/${path}`, offset, length),
  close: () => files.close(),
});

/** All of a file; undefined where there is none. Throws where it changes while it is read. */
export async function readStored(files: StoredFiles, path: string): Promise<Uint8Array | undefined> {
  const size = await files.size(path);
  if (size === undefined) return undefined;
  const bytes = await files.read(path, 0, size);
  if (bytes.length === size) return bytes;
  throw coreErrors.TFM_FILE_MISSING({
    file: files.placeOf(path),
    message: `${files.placeOf(path)} is shorter than it was.`,
    fix: 'Somebody writes it: wait, and try again.',
  });
}
