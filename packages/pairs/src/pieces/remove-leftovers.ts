import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporarySuffix } from '@totalfm/core';

/** Removes what a killed run left half-written: it would make two equal stores differ. */
export async function removeLeftovers(dir: string): Promise<void> {
  for (const name of await readdir(dir)) if (name.endsWith(temporarySuffix)) await rm(join(dir, name), { force: true });
}
