/**
 * Files below one folder, wherever they lie: on this machine's disk, or as objects of another. Paths are relative, with `/`. Nothing
 * of them changes while it is read.
 */
export interface StoredFiles {
  /** Where a file is, for messages. */
  placeOf(path: string): string;
  /** Its bytes; undefined where there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** So many bytes from a place on, fewer where the file ends. Throws a coded error where there is no such file. */
  read(path: string, offset: number, length: number): Promise<Uint8Array>;
  /** Gives back what is held open, after the reads that are under way; whoever reads again opens again. */
  close(): Promise<void>;
}
