import { join } from 'node:path';
import { localFiles, type StoredFiles } from '@totalfm/core';
import { runtimeErrors } from '../../errors.ts';
import type { FileDigest } from '../file-digests.ts';
import type { BlockCache } from './block-cache.ts';

export interface DepotFilesParts {
  /** Where the artifact's other files lie. */
  readonly dir: string;
  /** Those that are objects. */
  readonly pieces: readonly FileDigest[];
  /** Key of an object, by path. */
  readonly keyOf: (path: string) => string;
  /** The place of the objects, for messages. */
  readonly place: string;
  readonly cache: BlockCache;
}

/** Files of an artifact of which the pieces are objects elsewhere, read by range. */
export function depotFiles({ dir, pieces, keyOf, place, cache }: DepotFilesParts): StoredFiles {
  const local = localFiles(dir);
  const sizes = new Map(pieces.map(({ path, bytes }) => [path, bytes]));
  const placeOf = (path: string) => (sizes.has(path) ? `${place}/${keyOf(path)}` : join(dir, path));
  return {
    placeOf,
    size: async (path) => sizes.get(path) ?? local.size(path),
    async read(path, offset, length) {
      const bytes = sizes.get(path);
      if (bytes === undefined) return local.read(path, offset, length);
      const read = await cache.read(keyOf(path), bytes, offset, length);
      if (read) return read;
      throw runtimeErrors.TFM_ARTIFACT_CORRUPT({
        file: placeOf(path),
        message: `The object ${placeOf(path)} has vanished.`,
        fix: 'Delete the artifact there and run again: it will be made anew.',
      });
    },
    close: () => local.close(),
  };
}
