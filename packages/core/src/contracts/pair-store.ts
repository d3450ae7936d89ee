import type { OrganPair, PairRow } from '../domain/organ-pair.ts';
import type { OrganVolume } from '../domain/organ-volume.ts';
import type { StoredFiles } from './stored-files.ts';
import type { VolumeColumns, VolumeStoreReader } from './volume-store.ts';

/** The facts of every pair that sampling needs, in columns. */
export interface PairColumns extends VolumeColumns {
  /** Places in `splits` (core): 0 train, 1 validation, 2 test. */
  readonly split: Uint8Array;
  /** How many sentences the report has about the organ; 0: unmentioned. */
  readonly sentences: Uint16Array;
  /** Ids of findings that some pair has present. */
  readonly findings: readonly string[];
  /** Present findings of row i: `present[presentStart[i]]` … `present[presentStart[i + 1] − 1]`, places in `findings`. */
  readonly presentStart: Uint32Array;
  readonly present: Uint16Array;
}

/** Reads a finished table of pairs. Columns are in memory; texts, findings, states and voxels are read on demand. */
export interface PairReader {
  readonly columns: PairColumns;
  /** Whole rows, in the order asked for. */
  rows(indices: ArrayLike<number>): Promise<readonly PairRow[]>;
  /** Volume of a pair, by random access. */
  volume(index: number): Promise<OrganVolume>;
  /** Every pair in the order of storage, read sequentially. */
  stream(signal?: AbortSignal): AsyncIterable<OrganPair>;
  /** Closes the table, and not the volumes that it was opened with. */
  close(): Promise<void>;
}

/**
 * Keeps a table of pairs beside a store of volumes. Written in pieces (one for each chunk of exams, in any order, each
 * whole or not at all), then finished once: its bytes depend on its pairs only.
 */
export interface PairStore {
  /** Writes piece number `piece` into `dir`, atomically. */
  writePiece(dir: string, piece: number, rows: readonly PairRow[], signal?: AbortSignal): Promise<void>;
  /** Writes the table over pieces 0 … count − 1, read through `pieces`, into `dir`, as a stream: memory does not grow with the rows. */
  finish(dir: string, pieces: StoredFiles, count: number, signal?: AbortSignal): Promise<void>;
  /** Opens a table; `volumes` holds the volumes that its rows were joined with. Throws where they do not match. */
  open(files: StoredFiles, volumes: VolumeStoreReader, signal?: AbortSignal): Promise<PairReader>;
}
