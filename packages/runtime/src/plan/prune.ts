import { readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isLocked } from '../artifacts/process-lock.ts';
import { readRunManifest, runFiles } from '../run/run-folder.ts';
import { isFolder } from '../what-is-there.ts';

/** An artifact, or the work on one, that no run shows. */
export interface Unused {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Artifacts under `runsDir/.artifacts` that no run under it uses, finished or half done; `remove` deletes them. What a run
 * that is not done may go on from stays, and so does what another process works on.
 */
export async function pruneArtifacts(
  runsDir: string,
  { remove }: { readonly remove: boolean },
): Promise<readonly Unused[]> {
  const root = resolve(runsDir, '.artifacts');
  const runs = await runsUnder(runsDir);
  const used = new Set(runs.flatMap(({ links }) => [...links.values()]));
  const unused: Unused[] = [];
  for (const name of (await readdir(root).catch(() => [] as string[])).sort()) {
    const [, id, stage, work] = /^((.*)-[0-9a-f]{16})(\.work)?$/.exec(name) ?? [];
    if (id === undefined || (used.has(id) && !work)) continue;
    const mayNeed = ({ links, state }: RunUses) => (work ? state !== 'done' : state === 'running') && !links.has(stage);
    if (runs.some(mayNeed) || (await isLocked(join(root, `${id}.lock`)))) continue;
    unused.push({ name, bytes: await bytesOf(join(root, name)) });
    if (!remove) continue;
    await rm(join(root, name), { recursive: true, force: true });
    if (!used.has(id)) await rm(join(root, `${id}.time.json`), { force: true });
  }
  return unused;
}

interface RunUses {
  /** Ids of the artifacts that it links to, by stage. */
  readonly links: ReadonlyMap<string, string>;
  /** `open`: stopped, failed or killed, and to be resumed perhaps. */
  readonly state: 'done' | 'open' | 'running';
}

/** Runs, those that are about to replace others among them, and evaluations of runs. */
async function runsUnder(runsDir: string): Promise<readonly RunUses[]> {
  const runs: RunUses[] = [];
  for (const name of await readdir(runsDir).catch(() => [] as string[])) {
    const dir = join(runsDir, name);
    if (name === '.artifacts' || !(await isFolder(join(dir, runFiles.artifacts)))) continue;
    runs.push({ links: await linksOf(join(dir, runFiles.artifacts)), state: await stateOf(dir) });
    runs.push(...(await runsUnder(join(dir, 'evaluations'))));
  }
  return runs;
}

async function linksOf(dir: string): Promise<ReadonlyMap<string, string>> {
  const links = new Map<string, string>();
  for (const stage of await readdir(dir)) {
    const target = await realpath(join(dir, stage)).catch(() => undefined);
    if (target) links.set(stage, basename(target));
  }
  return links;
}

async function stateOf(dir: string): Promise<RunUses['state']> {
  if (await isLocked(join(dir, '.lock'))) return 'running';
  const manifest = await readRunManifest(dir).catch(() => undefined);
  return manifest?.status === 'done' ? 'done' : 'open';
}

async function bytesOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
