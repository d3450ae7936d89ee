import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted, type OrganPair, type OrganVolume, type PairReader } from '@totalfm/core';
import { decodeNpy, diskError, npyHeader } from '@totalfm/imaging';
import { unpackBits } from './packed-mask.ts';
import { damaged, shardName, type StoredPair } from './shard.ts';
import { readTable } from './table.ts';

/** Shards that are open at once. */
const OPEN_SHARDS = 64;
/** Volumes that a stream reads ahead. */
const AHEAD = 16;

/** Opens a finished store: rows in memory, volumes by one positional read each. */
export async function openStore(dir: string): Promise<PairReader> {
  const pairs = await readTable(dir);
  const shards = shardHandles(dir);
  const volume = async (index: number): Promise<OrganVolume> => {
    const pair = pairs[index];
    if (!pair) throw new RangeError(`The store has ${pairs.length} pairs; there is no pair ${index}.`);
    return decodeVolume(pair, join(dir, shardName(pair.piece)), await shards.get(pair.piece));
  };
  return {
    rows: pairs.map(({ row }) => row),
    volume,
    async *stream(signal) {
      const ahead: Promise<OrganVolume>[] = [];
      for (let index = 0; index < pairs.length; index++) {
        throwIfAborted(signal);
        while (ahead.length < AHEAD && index + ahead.length < pairs.length) {
          const next = volume(index + ahead.length);
          // A reader who stops early never awaits the rest: their errors are nobody's.
          next.catch(() => undefined);
          ahead.push(next);
        }
        yield { row: pairs[index].row, volume: await (ahead.shift() as Promise<OrganVolume>) } satisfies OrganPair;
      }
    },
    close: () => shards.close(),
  };
}

async function decodeVolume(
  { row, size, huOffset, maskOffset }: StoredPair,
  file: string,
  handle: FileHandle,
): Promise<OrganVolume> {
  const [x, y, z] = size;
  const voxels = x * y * z;
  // The mask lies right before the HU: both come with one read.
  const start = Math.min(maskOffset ?? huOffset, huOffset);
  const length = huOffset - start + npyHeader('<i2', [z, y, x]).length + 2 * voxels;
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafeSlow(length), 0, length, start);
  if (bytesRead < length) throw damaged(file);
  try {
    const hu = decodeNpy(buffer.subarray(huOffset - start)).data;
    if (!(hu instanceof Int16Array) || hu.length !== voxels) throw damaged(file);
    const mask =
      maskOffset === undefined
        ? undefined
        : unpackBits(decodeNpy(buffer.subarray(maskOffset - start)).data as Uint8Array, voxels);
    const { organ, side, extentMm, organExtentMm, organMl } = row;
    return { organ, ...(side && { side }), hu, ...(mask && { mask }), size, extentMm, organExtentMm, organMl };
  } catch {
    throw damaged(file);
  }
}

/** Open shards, the least lately used closed first. Closing waits for reads that are under way. */
function shardHandles(dir: string) {
  const handles = new Map<number, Promise<FileHandle>>();
  return {
    get(piece: number): Promise<FileHandle> {
      const file = join(dir, shardName(piece));
      const handle =
        handles.get(piece) ??
        open(file, 'r').catch((error: unknown) => {
          handles.delete(piece);
          throw diskError(error, file);
        });
      handles.delete(piece);
      handles.set(piece, handle);
      if (handles.size > OPEN_SHARDS) {
        const [oldest, closing] = handles.entries().next().value as [number, Promise<FileHandle>];
        handles.delete(oldest);
        closing.then((file) => file.close()).catch(() => undefined);
      }
      return handle;
    },
    async close(): Promise<void> {
      const open = [...handles.values()];
      handles.clear();
      await Promise.all(open.map((handle) => handle.then((file) => file.close())));
    },
  };
}
