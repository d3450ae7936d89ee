import { createHash, type Hash } from 'node:crypto';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { readError } from './disk-errors.ts';

/** Bytes of each block of a large file that count. */
const BLOCK = 64 * 1024;

/** Hexadecimal digits of a fingerprint: 128 bits. */
const DIGITS = 32;

/** A short hash of texts, in their order; `['ab']` and `['a', 'b']` differ. */
export function fingerprintOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:${text}`);
  return digits(hash);
}

/** A short hash of all bytes of a file: for texts. Throws `TFM_FILE_MISSING`. */
export async function fingerprintFile(path: string): Promise<string> {
  try {
    return digits(createHash('sha256').update(await readFile(path)));
  } catch (error) {
    throw readError(error, path);
  }
}

/**
 * A short hash of a file's length and of its first, middle and last 64 KB, for files too large to be read whole: a CT. The
 * end of a gzip stream holds the checksum of all that it inflates to, so nothing of such a file changes unseen; in a plain
 * one, a change of single voxels between the blocks does. Nothing else counts: not the name, not the times. Throws
 * `TFM_FILE_MISSING`.
 */
export async function fingerprintLargeFile(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const hash = createHash('sha256').update(`${size}:`);
      if (size <= 3 * BLOCK) await hashBlock(hash, file, 0, size);
      else {
        for (const start of [0, Math.floor((size - BLOCK) / 2), size - BLOCK])
          await hashBlock(hash, file, start, BLOCK);
      }
      return digits(hash);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readError(error, path);
  }
}

async function hashBlock(hash: Hash, file: FileHandle, start: number, bytes: number): Promise<void> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(bytes), 0, bytes, start);
  hash.update(buffer.subarray(0, bytesRead));
}

const digits = (hash: Hash) => hash.digest('hex').slice(0, DIGITS);
