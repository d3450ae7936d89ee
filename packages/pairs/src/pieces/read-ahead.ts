import { throwIfAborted } from '@totalfm/core';

/** Pieces that are read before they are needed: the disk works while a table is written. */
const AHEAD = 16;

/** Reads pieces 0 … count − 1 in order, some of them ahead. */
export async function* readAhead<Piece>(
  count: number,
  read: (piece: number) => Promise<Piece>,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly piece: number; readonly contents: Piece }> {
  const ahead: Promise<Piece>[] = [];
  for (let piece = 0; piece < count; piece++) {
    throwIfAborted(signal);
    while (ahead.length < AHEAD && piece + ahead.length < count) {
      const next = read(piece + ahead.length);
      // Whoever stops early never awaits the rest: their errors are nobody's.
      next.catch(() => undefined);
      ahead.push(next);
    }
    yield { piece, contents: await (ahead.shift() as Promise<Piece>) };
  }
}
