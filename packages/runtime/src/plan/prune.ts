import { readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { runFiles } from '../run/run-folder.ts';

/** An artifact, or the work on one, that no run shows. */
export interface Unused {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Artifacts under `runsDir/.artifacts` that no run under it uses, finished or half done; `remove` deletes them. What another
 * process works on is left alone.
 */
export async function pruneArtifacts(
  runsDir: string,
  { remove }: { readonly remove: boolean },
): Promise<readonly Unused[]> {
  const root = resolve(runsDir, '.artifacts');
  const used = await usedArtifacts(runsDir);
  const names = await readdir(root).catch(() => [] as string[]);
  const unused: Unused[] = [];
  for (const name of names.sort()) {
    const [, id] = /^(.*-[0-9a-f]{16})(\.work)?$/.exec(name) ?? [];
    if (id === undefined || names.includes(`${id}.lock`) || (used.has(id) && name === id)) continue;
    unused.push({ name, bytes: await bytesOf(join(root, name)) });
    if (!remove) continue;
    await rm(join(root, name), { recursive: true, force: true });
    if (!used.has(id)) await rm(join(root, `${id}.time.json`), { force: true });
  }
  return unused;
}

/** Ids of artifacts that runs link to, evaluations of runs included. */
async function usedArtifacts(runsDir: string): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  for (const name of await readdir(runsDir).catch(() => [] as string[])) {
    if (name === '.artifacts') continue;
    const links = join(runsDir, name, runFiles.artifacts);
    for (const link of await readdir(links).catch(() => [] as string[])) {
      const target = await realpath(join(links, link)).catch(() => undefined);
      if (target) used.add(basename(target));
    }
    for (const id of await usedByEvaluations(join(runsDir, name, 'evaluations'))) used.add(id);
  }
  return used;
}

const usedByEvaluations = async (dir: string): Promise<ReadonlySet<string>> =>
  (await stat(dir).catch(() => undefined)) ? usedArtifacts(dir) : new Set();

async function bytesOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
