import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { coreErrors, isTotalFmError, type TotalFmError } from '@totalfm/core';
import { imagingErrors } from './errors.ts';

/** Writes a file whole or not at all: to a temporary name, flushed to the disk, then renamed. Throws `TFM_DISK_FULL`. */
export async function writeFileWhole(path: string, data: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      if (data instanceof Uint8Array) await file.writeFile(data);
      else for await (const chunk of data) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    await rm(temporary, { force: true });
    throw diskError(error, path);
  }
}

/** A coded error for what the operating system says of a path; coded errors and aborts pass through. */
export function diskError(error: unknown, file: string): TotalFmError | unknown {
  if (isTotalFmError(error)) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return coreErrors.TFM_DISK_FULL({ file, cause: error, message: `The disk is full: ${file} could not be written.`, fix: 'Make room and resume; everything finished before is kept.' });
  }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'EPERM') {
    return imagingErrors.TFM_FILE_MISSING({ file, cause: error, message: `${file} cannot be opened (${code}).`, fix: 'Check the path, and that you may read it.' });
  }
  return error;
}
