import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileWhole } from '@totalfm/core';

/** Files that a cache folder keeps, of about 3 MB each; those unused the longest go first. */
const KEPT = 64;

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const DIGEST_BYTES = 32;

/** The bytes that `writeSealed` wrote; undefined where there are none, or others. */
export async function readSealed(path: string): Promise<Uint8Array | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (!bytes) return undefined;
  const content = bytes.subarray(DIGEST_BYTES);
  if (!digest(content).equals(bytes.subarray(0, DIGEST_BYTES))) return undefined;
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
  return content;
}

/** Writes bytes behind their digest, whole or not at all. A cache that cannot be written is none: that is no error. */
export async function writeSealed(path: string, content: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileWhole(path, Buffer.concat([digest(content), content]));
    await dropOldest(dirname(path));
  } catch {
    // The disk is full or may not be written to; the next start will take as long as this one.
  }
}

async function dropOldest(folder: string): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => ({
      path: join(folder, name),
      time: (await stat(join(folder, name))).mtimeMs,
    })),
  );
  for (const { path } of files.sort((a, b) => b.time - a.time).slice(KEPT)) await rm(path, { force: true });
}
