/** A format whose files are damaged: sound files of every way of writing it, and what reads them. */
export interface FuzzTarget {
  readonly sound: ReadonlyMap<string, SoundFile>;
  /** Files that lie beside each one, by their names. */
  readonly beside?: ReadonlyMap<string, Buffer>;
  /** What is read from the file of that name in `sound`. */
  read(path: string, name: string): Promise<unknown>;
}

export interface SoundFile {
  readonly bytes: Buffer;
  /** The first byte that may be damaged. Default: 0. */
  readonly from?: number;
  /** Where its header ends, which most mutations hit. Default: all of it is header. */
  readonly headBytes?: number;
  /** Set where the header is text, whose words and lines are then changed, too. */
  readonly isText?: boolean;
  /** Packs what was damaged, so that damage gets past checksums. */
  readonly pack?: (bytes: Buffer) => Buffer;
}
