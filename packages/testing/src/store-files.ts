import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrganVolume } from '@totalfm/core';
import { expect } from 'vitest';

/** Folders of a suite, and their removal. */
export function scratchFolders(name: string) {
  const dirs: string[] = [];
  return {
    async make(): Promise<string> {
      const dir = await mkdtemp(join(tmpdir(), `totalfm-${name}-`));
      dirs.push(dir);
      return dir;
    },
    remove: () => Promise.all(dirs.map((dir) => rm(dir, { recursive: true }))),
  };
}

/** SHA-256 of every file below a folder, by its path. */
export async function digestsOf(dir: string): Promise<Record<string, string>> {
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const entries = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [
      path.slice(dir.length + 1),
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ] as const;
  });
  return Object.fromEntries((await Promise.all(entries)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function expectSameVolume(actual: OrganVolume, expected: OrganVolume): void {
  expect({ ...actual, hu: undefined, mask: undefined }).toEqual({ ...expected, hu: undefined, mask: undefined });
  expect(Buffer.compare(bytesOf(actual.hu), bytesOf(expected.hu))).toBe(0);
  expect(actual.mask === undefined).toBe(expected.mask === undefined);
  if (actual.mask && expected.mask) expect(Buffer.compare(bytesOf(actual.mask), bytesOf(expected.mask))).toBe(0);
}

const bytesOf = (array: Int16Array | Uint8Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
