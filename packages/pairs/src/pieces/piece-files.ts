import { closeSync, openSync, read } from 'node:fs';
import { promisify } from 'node:util';
import { diskError } from '@totalfm/imaging';

const readFrom = promisify(read);

/** Files that stay open: with those of another store, far fewer than a process may have. */
const OPEN = 256;
/** Reads that are under way at once, each of which may hold a file open. */
const AT_ONCE = 64;

/** Reads the files of pieces by place; the least lately used are closed first, and never under a read. */
export interface PieceFiles {
  /** Fewer bytes than asked for where the file ends. Throws the disk's errors, coded. */
  read(piece: number, offset: number, length: number): Promise<Buffer>;
  /** Closes all files, after the reads that are under way. */
  close(): Promise<void>;
}

interface Entry {
  readonly descriptor: number;
  uses: number;
  /** Forgotten: closed when nobody reads any more. */
  old: boolean;
}

export function createPieceFiles(pathOf: (piece: number) => string): PieceFiles {
  const entries = new Map<number, Entry>();
  const reading = new Set<Promise<unknown>>();
  const turns = createTurns(AT_ONCE);
  const forget = (piece: number, entry: Entry) => {
    entries.delete(piece);
    entry.old = true;
    if (entry.uses === 0) closeSync(entry.descriptor);
  };
  const entryOf = (piece: number): Entry => {
    // Opened here and now: the way to another thread and back takes longer than opening, and most random reads open a file.
    const entry = entries.get(piece) ?? { descriptor: openSync(pathOf(piece), 'r'), uses: 0, old: false };
    // The last one in the map is the latest used.
    entries.delete(piece);
    entries.set(piece, entry);
    if (entries.size > OPEN) forget(...(entries.entries().next().value as [number, Entry]));
    return entry;
  };
  const readPart = async (piece: number, offset: number, length: number): Promise<Buffer> => {
    await turns.begin();
    let entry: Entry | undefined;
    try {
      entry = entryOf(piece);
      entry.uses++;
      const bytes = Buffer.allocUnsafeSlow(length);
      const { bytesRead } = await readFrom(entry.descriptor, bytes, 0, length, offset);
      return bytesRead === length ? bytes : bytes.subarray(0, bytesRead);
    } catch (error) {
      throw diskError(error, pathOf(piece));
    } finally {
      if (entry && --entry.uses === 0 && entry.old) closeSync(entry.descriptor);
      turns.end();
    }
  };
  return {
    read(piece, offset, length) {
      const work = readPart(piece, offset, length);
      const done = () => void reading.delete(work);
      reading.add(work);
      work.then(done, done);
      return work;
    },
    async close() {
      await Promise.allSettled(reading);
      for (const [piece, entry] of entries) forget(piece, entry);
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
