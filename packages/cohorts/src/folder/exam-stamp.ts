import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprintOf } from '@totalfm/core';

/** What the file system says of an exam's folder without any file being opened. */
export interface ExamStamp {
  /** Another one whenever a file was added, removed, renamed, written to or replaced. */
  readonly stamp: string;
  /** Milliseconds since 1970 of the last change of all. */
  readonly changed: number;
}

/** Undefined where it cannot tell: a folder that is a link, whose files are not looked at. */
export async function stampOf(dir: string): Promise<ExamStamp | undefined> {
  const lines: string[] = [];
  let changed = 0;
  const sound = await visit('');
  return sound ? { stamp: fingerprintOf(lines.sort()), changed } : undefined;

  async function visit(folder: string): Promise<boolean> {
    for (const entry of await readdir(join(dir, folder), { withFileTypes: true })) {
      const name = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!(await visit(name))) return false;
        continue;
      }
      const found = await stat(join(dir, name)).catch(() => undefined);
      if (found?.isDirectory()) return false;
      const { size = 0, mtimeMs = 0, ctimeMs = 0, ino = 0 } = found ?? {};
      lines.push([name, size, mtimeMs, ctimeMs, ino].join('\0'));
      changed = Math.max(changed, mtimeMs, ctimeMs);
    }
    return true;
  }
}
