import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isTotalFmError, type VolumeFiles, type VolumeReader } from '@totalfm/core';
import { folderErrors } from './errors.ts';
import { kindOf } from '../shared/path-kind.ts';

/** What an exam's folder has under a name that is asked for: `ct`, `ct.nii.gz`, `ct.nrrd`, a folder `ct`. */
export interface FoundVolumes {
  /** Those that a reader knows, by name. */
  readonly volumes: readonly { readonly path: string; readonly reader: VolumeReader }[];
  /** Those that none does: notes, or a damaged download. */
  readonly others: readonly string[];
}

/**
 * Looks for a volume called `path`, or `path` and whatever its format appends. A file of exactly that name is the only
 * candidate; otherwise readers are asked about each, so that a new format is found without a word of it here.
 */
export async function findVolumes(path: string, files: VolumeFiles, signal?: AbortSignal): Promise<FoundVolumes> {
  const volumes: { path: string; reader: VolumeReader }[] = [];
  const others: string[] = [];
  for (const candidate of await candidatesOf(path)) {
    const reader = await files.readerOf(candidate, signal).catch(unlessCancelled);
    if (reader) volumes.push({ path: candidate, reader });
    else others.push(candidate);
  }
  return { volumes, others };
}

/** What cannot be looked at is known to nobody: opening it says why. */
function unlessCancelled(error: unknown): undefined {
  if (isTotalFmError(error) && error.code === 'TFM_CANCELLED') throw error;
}

async function candidatesOf(path: string): Promise<readonly string[]> {
  if ((await kindOf(path)) === 'file') return [path];
  const [dir, name] = [dirname(path), basename(path)];
  const entries = await readdir(dir).catch(() => []);
  return entries
    .filter((entry) => entry === name || entry.startsWith(`${name}.`))
    .sort()
    .map((entry) => join(dir, entry));
}

/**
 * The one volume among what was found; undefined where there is none. One that no reader knows is given too, since opening
 * it says what it is. Throws `TFM_FOLDER_SEVERAL`.
 */
export function theVolume({ volumes, others }: FoundVolumes, option: 'ct' | 'segmentation'): string | undefined {
  if (volumes.length > 1) {
    const names = volumes.map(({ path }) => basename(path));
    throw folderErrors.TFM_FOLDER_SEVERAL({
      file: dirname(volumes[0].path),
      option,
      message: `The exam has ${names.join(' and ')}, and any of them could be its ${option}.`,
      fix: `Remove all but one, or name the one to use by the option \`${option}\`.`,
    });
  }
  return volumes[0]?.path ?? (others.length === 1 ? others[0] : undefined);
}
