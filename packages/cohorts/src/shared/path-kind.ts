import { stat } from 'node:fs/promises';

export type PathKind = 'file' | 'folder' | 'none';

/** What lies at a path; a link is what it leads to. */
export async function kindOf(path: string): Promise<PathKind> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 'none';
  return found.isDirectory() ? 'folder' : 'file';
}
