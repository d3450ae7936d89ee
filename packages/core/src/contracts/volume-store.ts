import type { StoredFiles } from './stored-files.ts';
import type { OrganVolume, StoredVolume, VolumeRow } from '../domain/organ-volume.ts';

/** The facts of every row that sampling needs, in columns: memory for 2.6 million rows, not objects. */
export interface VolumeColumns {
  readonly length: number;
  /** Places in `exams`. */
  readonly exam: Uint32Array;
  readonly exams: readonly string[];
  /** Places in `organs`. */
  readonly organ: Uint16Array;
  readonly organs: readonly string[];
  /** 0: none, 1: left, 2: right. */
  readonly side: Uint8Array;
  /** 1 where the mask is in doubt: what is not trained on. */
  readonly doubted: Uint8Array;
}

/** Reads a finished store of organ volumes. Columns are in memory; rows and voxels are read on demand. */
export interface VolumeStoreReader {
  readonly columns: VolumeColumns;
  /** Facts of some volumes, in the order asked for. */
  rows(indices: ArrayLike<number>): Promise<readonly VolumeRow[]>;
  /** One volume, by random access. */
  volume(index: number): Promise<OrganVolume>;
  close(): Promise<void>;
}

/**
 * Keeps organ volumes in few large files. A store is written in pieces (one for each chunk of exams, in any order,
 * each written whole or not at all), then finished once: its bytes depend on its volumes only.
 */
export interface VolumeStore {
  /** Writes piece number `piece` into `dir`, atomically. */
  writePiece(dir: string, piece: number, volumes: readonly StoredVolume[], signal?: AbortSignal): Promise<void>;
  /**
   * Writes the table over pieces 0 … count − 1 into `dir`, as a stream: memory does not grow with the rows. Pieces are read through
   * `pieces`: on this machine's disk or elsewhere.
   */
  finish(dir: string, pieces: StoredFiles, count: number, signal?: AbortSignal): Promise<void>;
  open(files: StoredFiles, signal?: AbortSignal): Promise<VolumeStoreReader>;
  /** Rows of one piece of a finished store, in the order of storage, without opening it: what joins with findings. */
  readPiece(files: StoredFiles, piece: number, signal?: AbortSignal): Promise<readonly VolumeRow[]>;
}
