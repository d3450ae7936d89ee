import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectStore } from '@totalfm/core';

/** What is fetched and kept together: organ volumes lie side by side, and are read in another order each epoch. */
const BLOCK = 1 << 20;

/** Of its limit, what a full cache is emptied to. */
const emptiedTo = 0.8;

/** Reads objects by range, and keeps what it read on this machine's disk. */
export interface BlockCache {
  /** Bytes of an object that has `bytes` of them; undefined where there is no such object. */
  read(key: string, bytes: number, offset: number, length: number): Promise<Uint8Array | undefined>;
}

/**
 * Blocks of objects below a folder, at most `limit` bytes of them: the oldest go first. Several processes may share the folder; a
 * block is there whole or not at all. What objects hold never changes.
 */
export function createBlockCache(objects: ObjectStore, folder: string, limit: number): BlockCache {
  const fetching = new Map<string, Promise<Uint8Array | undefined>>();
  let held: number | undefined;

  async function keep(file: string, block: Uint8Array): Promise<void> {
    held ??= (await blocksIn(folder)).reduce((sum, { bytes }) => sum + bytes, 0);
    const temporary = `${file}.${randomUUID()}`;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, block);
    await rename(temporary, file);
    held += block.length;
    if (held > limit) held = await empty(folder, limit * emptiedTo);
  }

  async function block(key: string, number: number, bytes: number): Promise<Uint8Array | undefined> {
    const length = Math.min(BLOCK, bytes - number * BLOCK);
    const file = join(folder, createHash('sha256').update(key).digest('hex').slice(0, 24), String(number));
    const kept = await readFile(file).catch(() => undefined);
    // A machine that lost its power may have kept half of one.
    if (kept?.length === length) return kept;
    const fetched = await objects.getRange(key, number * BLOCK, length);
    // A cache that cannot be written costs time and nothing else.
    if (fetched?.length === length && limit > 0) await keep(file, fetched).catch(() => undefined);
    return fetched;
  }

  /** Whoever wants the same block at the same time waits for the one who fetches it. */
  function blockOnce(key: string, number: number, bytes: number): Promise<Uint8Array | undefined> {
    const name = `${number} ${key}`;
    const known = fetching.get(name) ?? block(key, number, bytes).finally(() => fetching.delete(name));
    fetching.set(name, known);
    return known;
  }

  return {
    async read(key, bytes, offset, length) {
      const end = Math.min(bytes, offset + length);
      if (end <= offset) return Buffer.alloc(0);
      const first = Math.floor(offset / BLOCK);
      const count = Math.floor((end - 1) / BLOCK) - first + 1;
      const blocks = await Promise.all(Array.from({ length: count }, (_, at) => blockOnce(key, first + at, bytes)));
      if (blocks.some((one) => one === undefined)) return undefined;
      const start = offset - first * BLOCK;
      return Buffer.concat(blocks as Uint8Array[]).subarray(start, start + end - offset);
    },
  };
}

interface Kept {
  readonly file: string;
  readonly bytes: number;
  readonly at: number;
}

async function blocksIn(folder: string): Promise<readonly Kept[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const kept = entries
    .filter((entry) => entry.isFile())
    .map(async (entry): Promise<readonly Kept[]> => {
      const file = join(entry.parentPath, entry.name);
      const found = await stat(file).catch(() => undefined);
      return found ? [{ file, bytes: found.size, at: found.mtimeMs }] : [];
    });
  return (await Promise.all(kept)).flat();
}

/** Removes the oldest until so many bytes are left; returns how many are. */
async function empty(folder: string, to: number): Promise<number> {
  const blocks = [...(await blocksIn(folder))].sort((a, b) => a.at - b.at);
  let left = blocks.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { file, bytes } of blocks) {
    if (left <= to) break;
    await rm(file, { force: true });
    left -= bytes;
  }
  return left;
}
