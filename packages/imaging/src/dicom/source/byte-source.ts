import { close, fstat, open, read } from 'node:fs';
import { promisify } from 'node:util';
import { diskError } from '../../disk-error.ts';

// Descriptors rather than handles: a series is hundreds of small files, and a handle costs twice as much as its reading.
const [opened, closed, stated] = [promisify(open), promisify(close), promisify(fstat)];
const readAt = promisify(read);

/** Bytes that can be read from anywhere in them: a file, or a member of an archive. */
export interface ByteSource {
  /** What messages call it: a path, or `archive.zip/member`. */
  readonly name: string;
  /** The file on the disk that holds it. */
  readonly file: string;
  readonly size: number;
  /** Set where every reading begins anew (a compressed member of an archive): read once what is read piece by piece. */
  readonly sequential?: boolean;
  /** Bytes from `start` to `end`, or fewer where it ends before. Throws `TFM_FILE_MISSING`. */
  read(start: number, end: number): Promise<Buffer>;
  /** Fills `room` with the bytes from `start` on, and says how many there were. Absent where they come from no file. */
  readInto?(start: number, room: Uint8Array): Promise<number>;
}

/** A file on the disk; it is open only while it is read. Throws `TFM_FILE_MISSING`. */
export async function fileSource(path: string): Promise<ByteSource> {
  const { size } = await withFile(path, (file) => stated(file));
  return fileOfSize(path, size);
}

const fileOfSize = (path: string, size: number): ByteSource => ({
  name: path,
  file: path,
  size,
  read: (start, end) => readRange(path, start, Math.min(end, size)),
  readInto: (start, room) => fill(path, start, room),
});

/** A file on the disk with its first bytes, in one opening. Throws `TFM_FILE_MISSING`. */
export async function openSource(
  path: string,
  bytes: number,
): Promise<{ readonly source: ByteSource; readonly head: Buffer }> {
  const { size, head } = await withFile(path, async (file) => {
    const { size } = await stated(file);
    const wanted = Math.min(bytes, size);
    const { buffer, bytesRead } = await readAt(file, Buffer.allocUnsafe(wanted), 0, wanted, 0);
    return { size, head: buffer.subarray(0, bytesRead) };
  });
  return { source: fileOfSize(path, size), head };
}

export const memorySource = (name: string, file: string, bytes: Buffer): ByteSource => ({
  name,
  file,
  size: bytes.length,
  read: async (start, end) => bytes.subarray(start, end),
});

/** Bytes of a file. Their number is the caller's, who has checked it against the file's length. */
async function readRange(path: string, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, end - start));
  return bytes.subarray(0, await fill(path, start, bytes));
}

function fill(path: string, start: number, room: Uint8Array): Promise<number> {
  return withFile(path, async (file) => {
    let filled = 0;
    while (filled < room.length) {
      const { bytesRead } = await readAt(file, room, filled, room.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  });
}

async function withFile<T>(path: string, use: (file: number) => Promise<T>): Promise<T> {
  try {
    const file = await opened(path, 'r');
    try {
      return await use(file);
    } finally {
      await closed(file);
    }
  } catch (error) {
    throw diskError(error, path);
  }
}
