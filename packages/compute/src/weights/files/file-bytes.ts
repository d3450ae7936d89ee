import { close, fstat, open, read } from 'node:fs';
import { promisify } from 'node:util';
import { readError, type ZipBytes } from '@totalfm/core';
import { damagedWeights } from '../weights-errors.ts';

// Descriptors rather than handles: a model is hundreds of small parts, and a handle costs twice as much.
const [opened, closed, stated, readAt] = [promisify(open), promisify(close), promisify(fstat), promisify(read)];

/** A file on the disk; it is open only while it is read. */
export interface FileBytes extends ZipBytes {
  readonly file: string;
  read(start: number, end: number): Promise<Buffer>;
  /** Fills `room` with the bytes from `start` on. Throws `TFM_WEIGHTS_CORRUPT` where the file ends before. */
  fill(start: number, room: Uint8Array): Promise<void>;
}

/** What is read at once: the system reads no more than 2 GB. */
const PIECE = 1 << 26;

/** Throws `TFM_FILE_MISSING`. */
export async function openFileBytes(file: string): Promise<FileBytes> {
  const use = sharedDescriptor(file);
  const { size } = await use((descriptor) => stated(descriptor));
  return {
    file,
    size,
    read: (start, end) => use((descriptor) => readSome(descriptor, start, Math.min(end, size))),
    async fill(start, room) {
      const filled = start + room.length > size ? 0 : await use((at) => fillFrom(at, start, room));
      if (filled < room.length) throw damagedWeights(file, 'The file ends within a tensor.');
    },
  };
}

/** Uses of a file at the same time have one descriptor, which the last of them closes. */
function sharedDescriptor(file: string) {
  let users = 0;
  let descriptor: Promise<number> | undefined;
  return async <T>(use: (descriptor: number) => Promise<T>): Promise<T> => {
    users++;
    const mine = (descriptor ??= opened(file, 'r'));
    try {
      return await use(await mine);
    } catch (error) {
      throw readError(error, file);
    } finally {
      if (--users === 0) {
        descriptor = undefined;
        await mine.then(closed, () => undefined);
      }
    }
  };
}

async function readSome(descriptor: number, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, end - start));
  return bytes.subarray(0, await fillFrom(descriptor, start, bytes));
}

/** Says how many bytes there were. */
async function fillFrom(descriptor: number, start: number, room: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < room.length) {
    const wanted = Math.min(PIECE, room.length - filled);
    const { bytesRead } = await readAt(descriptor, room, filled, wanted, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
