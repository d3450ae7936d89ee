/** An object, as it is listed. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

/** What becomes an object: bytes, or a file of this machine, which is never held in memory. */
export type ObjectBody = Uint8Array | { readonly file: string };

/**
 * Objects by key, which all machines reach. Keys are texts with `/`, as paths are; an object is there whole or not at all, and whoever
 * asks after it was put sees it. A store that cannot be reached is `TFM_OBJECTS_UNREACHABLE`, after it was tried again for a while;
 * one that refuses who asks, or has no such bucket, is `TFM_OBJECTS_REFUSED`.
 */
export interface ObjectStore {
  /** Where it is, for messages: without a secret. */
  readonly place: string;
  /** How much of what is read by range may be kept on this machine’s disk; absent: nothing. */
  readonly cacheBytes?: number;
  /** Writes an object, over one that is there. */
  put(key: string, body: ObjectBody): Promise<void>;
  /** Its bytes; undefined where there is none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Bytes from `offset` on, fewer where it ends; undefined where there is none. */
  getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined>;
  /** Writes it into a file of this machine, and never holds it in memory; false where there is none. */
  download(key: string, file: string): Promise<boolean>;
  /** Objects whose key begins so, in any order. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Those that are not there are gone already. */
  remove(keys: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
