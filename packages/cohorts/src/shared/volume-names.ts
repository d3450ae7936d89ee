import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { naturally } from './natural-order.ts';

export interface NamedVolume {
  /** The name without what NIfTI and others append: `AC42` of `AC42.nii.gz`. */
  readonly name: string;
  readonly path: string;
}

const endings = /\.(nii\.gz|nii|nrrd|nhdr|mha|mhd)$/i;

/**
 * Files of a folder that end as volumes do, by name, in natural order; with `folders`, those as well: masks may be in them. None
 * where there is no such folder. Whether they are volumes is seen when they are opened.
 */
export async function volumesIn(dir: string, { folders = false } = {}): Promise<readonly NamedVolume[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.name.startsWith('.'))
    .filter((entry) => (folders && entry.isDirectory()) || (!entry.isDirectory() && endings.test(entry.name)))
    .map((entry) => ({ name: entry.name.replace(endings, ''), path: join(dir, entry.name) }))
    .sort((a, b) => naturally(a.name, b.name));
}
