import { dirname, isAbsolute, join, normalize } from 'node:path';
import { badHeader } from './image-errors.ts';

/** The file of voxels that a header names: beside the header, or in a folder there; a header never leads anywhere else. */
export function detachedFile(header: string, name: string): string {
  if (/^list\b/i.test(name) || name.includes('%'))
    throw badHeader(header, 'its voxels lie in several files, which is not read.');
  const path = normalize(name);
  if (isAbsolute(path) || path.startsWith('..') || path.includes('\0') || path === '.')
    throw badHeader(header, 'the file of its voxels is not in its folder.');
  return join(dirname(header), path);
}
