import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createUnzip } from 'node:zlib';
import { throwIfAborted } from '@totalfm/core';
import { diskError } from '../disk-error.ts';
import { imageStreamError, imageTooLarge, truncatedImage } from './image-errors.ts';
import { roomFor } from './room-for.ts';

/** Bytes of voxels within a file. */
export interface RawPlace {
  readonly file: string;
  /** Bytes before the data, as stored. */
  readonly offset: number;
  /** `deflate`: a gzip or zlib stream, told apart by its first bytes. */
  readonly compression: 'none' | 'deflate';
  /** Of the data, inflated: those to pass over, and those to read after them. */
  readonly skip: number;
  readonly bytes: number;
}

const CHUNK = 1 << 20;

/** Reads bytes, inflated. Throws `TFM_IMAGE_TRUNCATED`, `TFM_IMAGE_CORRUPT`, `TFM_IMAGE_DIMENSIONS`, `TFM_FILE_MISSING`. */
export async function readRaw(place: RawPlace, signal?: AbortSignal): Promise<ArrayBuffer> {
  const { file, skip, bytes } = place;
  throwIfAborted(signal);
  await checkLength(place);
  const out = roomFor(bytes);
  if (!out) throw imageTooLarge(file, bytes);
  let position = 0;
  try {
    for await (const chunk of chunksOf(place)) {
      throwIfAborted(signal);
      const [from, to] = [skip - position, skip + bytes - position];
      const part = chunk.subarray(Math.max(0, from), Math.max(0, to));
      if (part.length > 0) out.set(part, Math.max(0, position - skip));
      position += chunk.length;
      if (position >= skip + bytes) return out.buffer;
    }
  } catch (error) {
    throw imageStreamError(error, file);
  }
  throw truncatedImage(file, `byte ${position} of ${skip + bytes} of its voxels`);
}

/** Deflate packs at most about 1032 : 1. A header that promises more is not worth allocating for. */
async function checkLength({ file, offset, compression, skip, bytes }: RawPlace): Promise<void> {
  const { size } = await stat(file).catch((error: unknown) => {
    throw diskError(error, file);
  });
  const stored = Math.max(0, size - offset);
  if (skip + bytes > (compression === 'none' ? stored : stored * 1100))
    throw truncatedImage(file, `its ${skip + bytes} bytes of voxels`);
}

async function* chunksOf({ file, offset, compression }: RawPlace): AsyncGenerator<Buffer> {
  const stored = createReadStream(file, { start: offset, highWaterMark: CHUNK });
  const unzip = compression === 'deflate' ? createUnzip({ chunkSize: CHUNK }) : undefined;
  if (unzip) stored.on('error', (error) => unzip.destroy(error));
  try {
    yield* (unzip ? stored.pipe(unzip) : stored) as Readable & AsyncIterable<Buffer>;
  } finally {
    stored.destroy();
    unzip?.destroy();
  }
}
