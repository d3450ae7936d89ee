import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { diskError } from '../disk-error.ts';

const CHUNK = 1 << 20;

export interface FileFacts {
  readonly gzipped: boolean;
  /** As stored. */
  readonly bytes: number;
}

/** Whether a file is a gzip stream, by its bytes. Throws `TFM_FILE_MISSING`. */
export async function factsOf(path: string): Promise<FileFacts> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return { gzipped: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b, bytes: (await file.stat()).size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw diskError(error, path);
  }
}

/** What a file holds, inflated where it is gzipped, in pieces; leaving the loop early closes it. */
export async function* inflatedChunks(path: string, gzipped: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK });
  if (!gzipped) return yield* file as AsyncIterable<Buffer>;
  const gunzip = createGunzip({ chunkSize: CHUNK });
  file.on('error', (error) => gunzip.destroy(error));
  try {
    yield* file.pipe(gunzip) as AsyncIterable<Buffer>;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}
