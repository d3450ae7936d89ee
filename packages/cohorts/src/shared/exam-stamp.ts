import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprintOf } from '@totalfm/core';

/** What the file system says of an exam's files and folders without any file being opened. */
export interface ExamStamp {
  /** Another one whenever a file was added, removed, renamed, written to or replaced. */
  readonly stamp: string;
  /** Milliseconds since 1970 of the last change of all. */
  readonly changed: number;
}

/** Undefined where it cannot tell: a link to a folder within a folder, whose files are not looked at. */
export async function stampOf(paths: readonly string[]): Promise<ExamStamp | undefined> {
  const lines: string[] = [];
  let changed = 0;
  for (const [index, path] of paths.entries()) {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory()) add(String(index), found);
    else if (!(await visit(path, String(index)))) return undefined;
  }
  return { stamp: fingerprintOf(lines.sort()), changed };

  function add(name: string, found: Awaited<ReturnType<typeof stat>> | undefined): void {
    const { size = 0, mtimeMs = 0, ctimeMs = 0, ino = 0 } = found ?? {};
    lines.push([name, size, mtimeMs, ctimeMs, ino].join('\0'));
    changed = Math.max(changed, Number(mtimeMs), Number(ctimeMs));
  }

  async function visit(folder: string, name: string): Promise<boolean> {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const [path, inner] = [join(folder, entry.name), join(name, entry.name)];
      if (entry.isDirectory()) {
        if (!(await visit(path, inner))) return false;
        continue;
      }
      const found = await stat(path).catch(() => undefined);
      if (found?.isDirectory()) return false;
      add(inner, found);
    }
    return true;
  }
}
