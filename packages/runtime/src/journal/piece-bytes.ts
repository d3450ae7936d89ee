import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pieceName } from './piece-name.ts';

/** Pieces that are read before they are needed. */
const AHEAD = 16;

/** The bytes of pieces 0 … chunks − 1 of a folder, in order. Each was in memory once, when its chunk was done. */
export async function* pieceBytes(pieces: string, chunks: number): AsyncGenerator<Buffer> {
  const ahead: Promise<Buffer>[] = [];
  for (let chunk = 0; chunk < chunks; chunk++) {
    while (ahead.length < AHEAD && chunk + ahead.length < chunks) {
      const next = readFile(join(pieces, pieceName(chunk + ahead.length)));
      // Whoever stops early never awaits the rest: their errors are nobody's.
      next.catch(() => undefined);
      ahead.push(next);
    }
    yield await (ahead.shift() as Promise<Buffer>);
  }
}
