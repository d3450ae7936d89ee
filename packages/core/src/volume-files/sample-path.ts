import { open, readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import type { PathSample } from '../contracts/volume-reader.ts';
import { coreErrors } from '../errors.ts';
import { readError } from '../files/disk-errors.ts';

const HEAD_BYTES = 4096;

/** What can be seen of a file or folder without knowing its format. Throws `TFM_FILE_MISSING`. */
export async function samplePath(path: string): Promise<PathSample> {
  try {
    const found = await stat(path);
    const name = basename(path);
    if (found.isDirectory()) {
      const names = (await readdir(path)).sort();
      return { path, name, kind: 'folder', head: new Uint8Array(0), gzipped: false, names };
    }
    // A pipe would be waited for without end.
    if (!found.isFile()) throw notReadable(path);
    const stored = await firstBytes(path);
    const inflated = inflate(stored);
    return { path, name, kind: 'file', head: inflated ?? stored, gzipped: inflated !== undefined, names: [] };
  } catch (error) {
    throw readError(error, path);
  }
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The beginning of what a gzip stream holds, however early the stream ends; undefined for any other bytes. */
function inflate(stored: Uint8Array): Uint8Array | undefined {
  if (stored[0] !== 0x1f || stored[1] !== 0x8b) return undefined;
  try {
    // The whole is at most 1,032 times as long as these few bytes.
    return gunzipSync(stored, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, HEAD_BYTES);
  } catch {
    return undefined;
  }
}

const notReadable = (file: string) =>
  coreErrors.TFM_FILE_MISSING({
    file,
    message: `${file} is neither a file nor a folder.`,
    fix: 'Name a file or a folder that holds a volume.',
  });
