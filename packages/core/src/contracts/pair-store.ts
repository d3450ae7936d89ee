import type { OrganPair, OrganVolume, PairRow } from '../domain/organ-pair.ts';

/** Reads a finished store. Rows are in memory; volumes are read on demand. */
export interface PairReader {
  readonly rows: readonly PairRow[];
  /** Volume of `rows[index]`, by random access. */
  volume(index: number): Promise<OrganVolume>;
  /** Every pair in the order of storage, read sequentially. */
  stream(signal?: AbortSignal): AsyncIterable<OrganPair>;
  close(): Promise<void>;
}

/**
 * Keeps organ pairs in few large files. A store is written in pieces (one for each chunk of exams, in any order,
 * each written whole or not at all), then finished once: its bytes depend on its pairs only.
 */
export interface PairStore {
  /** Writes piece number `piece` into `dir`, atomically. */
  writePiece(dir: string, piece: number, pairs: readonly OrganPair[], signal?: AbortSignal): Promise<void>;
  /** Writes the table over pieces 0 … pieces − 1. */
  finish(dir: string, pieces: number, signal?: AbortSignal): Promise<void>;
  open(dir: string, signal?: AbortSignal): Promise<PairReader>;
}
