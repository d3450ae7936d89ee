import { readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fingerprintOf, keepFile, type VolumeFiles } from '@totalfm/core';
import { stampOf } from './exam-stamp.ts';
import type { ReadRevisions, Revisions } from './volume-revision.ts';

/** Remembers revisions, so that exams that nobody touched are listed again without a file being opened. */
export interface RevisionCache {
  /** The revisions of an exam, computed where anything of its files and folders looks other than when they were remembered. */
  revisions(exam: ExamFiles, compute: () => Promise<ReadRevisions>): Promise<Revisions>;
  /** Keeps what was asked for since it was opened. A cache that cannot be written is no failure. */
  save(): Promise<void>;
}

export interface ExamFiles {
  /** What it is remembered by. */
  readonly exam: string;
  /** All files and folders that its revisions may rest on. */
  readonly paths: readonly string[];
}

/** What revisions are remembered for: a cohort at one place, looked at in one way. */
export interface CacheScope {
  /** Folder within the cache: `folder-cohort`. */
  readonly name: string;
  readonly root: string;
  /** Everything else that says what a part is read from, or how. */
  readonly looked: Readonly<Record<string, unknown>>;
}

interface Line {
  readonly exam: string;
  readonly stamp: string;
  readonly revisions: Revisions;
}

/** Files that changed this recently may change again within the same tick of the file system's clock. */
const UNSETTLED_MS = 2000;

/** Nothing is remembered. */
const noCache: RevisionCache = {
  revisions: async (_, compute) => (await compute()).revisions,
  save: async () => {},
};

/** One file below `cacheDir` for each root and way to look at it. Lines that are damaged are left out. */
export async function openRevisionCache(
  cacheDir: string | undefined,
  scope: CacheScope,
  volumes: VolumeFiles,
): Promise<RevisionCache> {
  if (cacheDir === undefined) return noCache;
  const root = await realpath(scope.root).catch(() => scope.root);
  const readers = (await volumes.readers()).map(({ id, version }) => `${id}@${version}`);
  const key = fingerprintOf(['2', JSON.stringify({ ...scope.looked, root }), ...readers]);
  const path = join(cacheDir, scope.name, `${key}.jsonl`);
  const remembered = await readLines(path);
  const asked: Line[] = [];
  let fresh = false;
  return {
    async revisions({ exam, paths }, compute) {
      const state = await stampOf(paths).catch(() => undefined);
      const known = state && remembered.get(exam);
      if (known && known.stamp === state.stamp) {
        asked.push(known);
        return known.revisions;
      }
      fresh = true;
      const { revisions, files } = await compute();
      const settled = state && Date.now() - state.changed > UNSETTLED_MS;
      const covered = files.every((file) => paths.some((path) => isWithin(path, file)));
      if (settled && covered) asked.push({ exam, stamp: state.stamp, revisions });
      return revisions;
    },
    async save() {
      if (fresh) writeLines(path, asked);
    },
  };
}

const isWithin = (dir: string, file: string) => !relative(dir, file).split(sep).includes('..');

async function readLines(path: string): Promise<ReadonlyMap<string, Line>> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = new Map<string, Line>();
  for (const line of text.split('\n')) {
    try {
      const parsed = JSON.parse(line) as Line;
      if (typeof parsed.exam === 'string' && parsed.revisions) lines.set(parsed.exam, parsed);
    } catch {
      // Half a line of a process that was killed: that exam is looked at anew.
    }
  }
  return lines;
}

function writeLines(path: string, lines: readonly Line[]): void {
  const sorted = [...lines].sort((a, b) => (a.exam < b.exam ? -1 : 1));
  keepFile(path, sorted.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
