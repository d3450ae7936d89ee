import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Volume } from '@totalfm/core';
import { referenceCases, referenceVolume, type ReferenceCase } from './cases.ts';

/** A case whose voxels are given, for what the formula cannot make. */
export interface GivenCase extends ReferenceCase {
  readonly volume: Volume;
}

/** Writes what make_reference.py reads. */
export async function writeCases(dir: string, given: readonly GivenCase[] = []): Promise<readonly GivenCase[]> {
  const cases = [...referenceCases.map((one) => ({ ...one, volume: referenceVolume(one) })), ...given];
  await mkdir(dir, { recursive: true });
  for (const { name, volume } of cases)
    await writeFile(join(dir, `${name}.voxels`), new Uint8Array(Int16Array.from(volume.data).buffer));
  const list = cases.map(({ name, shape, spacing, changes }) => ({
    name,
    file: `${name}.voxels`,
    shape,
    spacing,
    changes,
  }));
  await writeFile(join(dir, 'cases.json'), JSON.stringify(list));
  return cases;
}
