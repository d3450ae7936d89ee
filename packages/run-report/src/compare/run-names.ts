import { basename } from 'node:path';
import type { RunFiles } from '../run-files.ts';

/** A run's name; its folder's, where two runs have the same name. */
export function uniqueNames(runs: readonly Pick<RunFiles, 'name' | 'dir'>[]): string[] {
  const count = (name: string) => runs.filter((run) => run.name === name).length;
  return runs.map(({ name, dir }) => (count(name) > 1 ? basename(dir) : name));
}
