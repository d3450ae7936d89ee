import { readFile, realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { fingerprintOf, keepFile, type VolumeFiles } from '@totalfm/core';
import { stampOf } from './exam-stamp.ts';
import type { FolderOptions } from './options.ts';
import type { ReadRevisions, Revisions } from './revisions.ts';

/** Remembers revisions, so that a folder of exams that nobody touched is listed again without a file being opened. */
export interface RevisionCache {
  /** The revisions of an exam's folder, computed where anything in it looks other than when they were remembered. */
  revisions(dir: string, compute: () => Promise<ReadRevisions>): Promise<Revisions>;
  /** Keeps what was asked for since it was opened. A cache that cannot be written is no failure. */
  save(): Promise<void>;
}

interface Line {
  readonly exam: string;
  readonly stamp: string;
  readonly revisions: Revisions;
}

/** Files that changed this recently may change again within the same tick of the file system's clock. */
const UNSETTLED_MS = 2000;

/** Nothing is remembered. */
export const noCache: RevisionCache = {
  revisions: async (_, compute) => (await compute()).revisions,
  save: async () => {},
};

/** One file below `cacheDir` for each root and way to look at it. Lines that are damaged are left out. */
export async function openRevisionCache(
  cacheDir: string,
  options: FolderOptions,
  files: VolumeFiles,
): Promise<RevisionCache> {
  const root = await realpath(options.root).catch(() => options.root);
  const readers = (await files.readers()).map(({ id, version }) => `${id}@${version}`);
  // Every option may say what a part is read from, or how, but for those of the split.
  const looked = JSON.stringify({ ...options, root, split: undefined, fractions: undefined });
  const key = fingerprintOf(['1', looked, ...readers]);
  const path = join(cacheDir, 'folder-cohort', `${key}.jsonl`);
  const remembered = await readLines(path);
  const asked: Line[] = [];
  let fresh = false;
  return {
    async revisions(dir, compute) {
      const [exam, state] = [basename(dir), await stampOf(dir).catch(() => undefined)];
      const known = state && remembered.get(exam);
      if (known && known.stamp === state.stamp) {
        asked.push(known);
        return known.revisions;
      }
      fresh = true;
      const { revisions, files } = await compute();
      const settled = state && Date.now() - state.changed > UNSETTLED_MS;
      if (settled && files.every((file) => isWithin(dir, file))) asked.push({ exam, stamp: state.stamp, revisions });
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
