import { open } from 'node:fs/promises';
import { throwIfAborted } from '@totalfm/core';
import { diskError } from '../disk-error.ts';

/** A header that is longer is none: those of hundreds of segments have some 100 KB. */
const LONGEST = 4 << 20;
const STEP = 64 << 10;

export interface TextHeader {
  readonly text: string;
  /** Where what follows begins. */
  readonly bytes: number;
}

/** Reads a file's first lines. `endOf` gives where the header ends, or undefined while more bytes are needed. */
export async function readTextHeader(
  path: string,
  endOf: (bytes: Buffer, isAll: boolean) => number | undefined,
  signal?: AbortSignal,
): Promise<TextHeader | undefined> {
  throwIfAborted(signal);
  try {
    const file = await open(path, 'r');
    try {
      let bytes = Buffer.alloc(0);
      for (;;) {
        throwIfAborted(signal);
        const { buffer, bytesRead } = await file.read(Buffer.alloc(STEP), 0, STEP, bytes.length);
        bytes = Buffer.concat([bytes, buffer.subarray(0, bytesRead)]);
        const end = endOf(bytes, bytesRead === 0);
        if (end !== undefined) return { text: bytes.toString('utf8', 0, end), bytes: end };
        if (bytesRead === 0 || bytes.length > LONGEST) return undefined;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw diskError(error, path);
  }
}
