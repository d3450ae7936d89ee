import { close, open, read } from 'node:fs';
import { promisify } from 'node:util';
import { diskError } from '@totalfm/imaging';

const [openFile, readFrom, closeFile] = [promisify(open), promisify(read), promisify(close)];

/** Files that stay open: with those of another store, far fewer than a process may have. */
const OPEN = 256;
/** Reads that are under way at once, each of which may hold a file open. */
const AT_ONCE = 64;

interface Entry {
  readonly descriptor: Promise<number>;
  uses: number;
  /** Forgotten: closed when nobody reads any more. */
  old: boolean;
}

/** Reads the files of pieces by place; the least lately used are closed first, and never under a read. */
export interface PieceFiles {
  /** Fewer bytes than asked for where the file ends. Throws the disk's errors, coded. */
  read(piece: number, offset: number, length: number): Promise<Buffer>;
  /** Closes all files, after the reads that are under way. */
  close(): Promise<void>;
}

export function createPieceFiles(pathOf: (piece: number) => string): PieceFiles {
  const entries = new Map<number, Entry>();
  const closing = new Set<Promise<unknown>>();
  const reading = new Set<Promise<unknown>>();
  const forget = (entry: Entry) => {
    entry.old = true;
    if (entry.uses === 0) closeEntry(entry);
  };
  const closeEntry = ({ descriptor }: Entry) => {
    const closed: Promise<unknown> = descriptor.then(closeFile).catch(() => undefined);
    closing.add(closed);
    void closed.then(() => closing.delete(closed));
  };
  const entryOf = (piece: number): Entry => {
    const known = entries.get(piece);
    const entry = known ?? { descriptor: openFile(pathOf(piece), 'r'), uses: 0, old: false };
    // The last one in the map is the latest used.
    if (known) entries.delete(piece);
    entries.set(piece, entry);
    if (entries.size > OPEN) {
      const [oldest, other] = entries.entries().next().value as [number, Entry];
      entries.delete(oldest);
      forget(other);
    }
    return entry;
  };
  const turns = createTurns(AT_ONCE);
  const read = async (piece: number, offset: number, length: number): Promise<Buffer> => {
    await turns.begin();
    const entry = entryOf(piece);
    entry.uses++;
    try {
      const bytes = Buffer.allocUnsafeSlow(length);
      const { bytesRead } = await readFrom(await entry.descriptor, bytes, 0, length, offset);
      return bytesRead === length ? bytes : bytes.subarray(0, bytesRead);
    } catch (error) {
      if (entries.get(piece) === entry) entries.delete(piece);
      entry.old = true;
      throw diskError(error, pathOf(piece));
    } finally {
      if (--entry.uses === 0 && entry.old) closeEntry(entry);
      turns.end();
    }
  };
  return {
    read(piece, offset, length) {
      const work = read(piece, offset, length);
      const done = () => void reading.delete(work);
      reading.add(work);
      work.then(done, done);
      return work;
    },
    async close() {
      await Promise.allSettled(reading);
      for (const entry of entries.values()) forget(entry);
      entries.clear();
      await Promise.all(closing);
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
