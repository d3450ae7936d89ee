import { closeSync, openSync, read } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StoredFiles } from '../contracts/stored-files.ts';
import { readError, systemCode } from './disk-errors.ts';

const readFrom = promisify(read);

/** Files that stay open: with those of another folder, far fewer than a process may have. */
const OPEN = 256;
/** Reads that are under way at once, each of which may hold a file open. */
const AT_ONCE = 64;

interface Entry {
  readonly descriptor: number;
  uses: number;
  /** Forgotten: closed when nobody reads any more. */
  old: boolean;
}

/** Files of a folder of this machine; the least lately used are closed first, and never under a read. */
export function localFiles(dir: string): StoredFiles {
  const entries = new Map<string, Entry>();
  const reading = new Set<Promise<unknown>>();
  const turns = createTurns(AT_ONCE);
  const placeOf = (path: string) => join(dir, path);
  const forget = (path: string, entry: Entry) => {
    entries.delete(path);
    entry.old = true;
    if (entry.uses === 0) closeSync(entry.descriptor);
  };
  const entryOf = (path: string): Entry => {
    // Opened here and now: the way to another thread and back takes longer than opening, and most random reads open a file.
    const entry = entries.get(path) ?? { descriptor: openSync(placeOf(path), 'r'), uses: 0, old: false };
    // The last one in the map is the latest used.
    entries.delete(path);
    entries.set(path, entry);
    if (entries.size > OPEN) forget(...(entries.entries().next().value as [string, Entry]));
    return entry;
  };
  const readPart = async (path: string, offset: number, length: number): Promise<Uint8Array> => {
    await turns.begin();
    let entry: Entry | undefined;
    try {
      entry = entryOf(path);
      entry.uses++;
      const bytes = Buffer.allocUnsafeSlow(length);
      const { bytesRead } = await readFrom(entry.descriptor, bytes, 0, length, offset);
      return bytesRead === length ? bytes : bytes.subarray(0, bytesRead);
    } catch (error) {
      throw readError(error, placeOf(path));
    } finally {
      if (entry && --entry.uses === 0 && entry.old) closeSync(entry.descriptor);
      turns.end();
    }
  };
  return {
    placeOf,
    size: (path) =>
      stat(placeOf(path)).then(
        ({ size }) => size,
        (error: unknown) => {
          if (systemCode(error) === 'ENOENT') return undefined;
          throw readError(error, placeOf(path));
        },
      ),
    read(path, offset, length) {
      const work = readPart(path, offset, length);
      const done = () => void reading.delete(work);
      reading.add(work);
      work.then(done, done);
      return work;
    },
    async close() {
      await Promise.allSettled(reading);
      for (const [path, entry] of entries) forget(path, entry);
    },
  };
}

/** Lets so many begin at once; the others wait in order. */
function createTurns(count: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    begin(): Promise<void> | undefined {
      if (free === 0) return new Promise((resolve) => waiting.push(resolve));
      free--;
      return undefined;
    },
    end(): void {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}
