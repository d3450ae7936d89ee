import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isTotalFmError, looksLikeZip, throwIfAborted, type PathSample } from '@totalfm/core';
import { looksLikeDicom } from './parse/part10.ts';
import { fileSource, openSource } from './source/byte-source.ts';
import { filesOfFolder } from './source/list-sources.ts';
import { zipMembers, zipSource } from './source/zip.ts';

/** Files that are looked at before a folder is held to be no series: notes may come first. */
const LOOKED_AT = 64;
/** A preamble, and enough of elements where there is none. */
const HEAD = 4096;

/** Whether a path is a DICOM file, or a folder or zip archive with one among its first files. */
export async function recognizesDicom(
  { path, kind, head, gzipped, names }: PathSample,
  signal?: AbortSignal,
): Promise<boolean> {
  if (kind === 'folder') return folderHolds(path, names, signal);
  if (gzipped) return false;
  return looksLikeDicom(head) || (looksLikeZip(head) && (await archiveHolds(path, signal)));
}

async function folderHolds(path: string, names: readonly string[], signal?: AbortSignal): Promise<boolean> {
  let looked = 0;
  const folders: string[] = [];
  for (const name of names) {
    if (name.startsWith('.')) continue;
    const inner = join(path, name);
    const found = await stat(inner).catch(() => undefined);
    if (found?.isDirectory()) folders.push(inner);
    else if (found?.isFile() && looked++ < LOOKED_AT && (await isDicom(inner, signal))) return true;
  }
  for (const folder of folders.slice(0, LOOKED_AT)) {
    const files = await filesOfFolder(folder).catch(() => []);
    for (const file of files.slice(0, LOOKED_AT)) if (await isDicom(file, signal)) return true;
  }
  return false;
}

async function isDicom(path: string, signal?: AbortSignal): Promise<boolean> {
  throwIfAborted(signal);
  const opened = await openSource(path, HEAD).catch(() => undefined);
  return opened !== undefined && looksLikeDicom(opened.head);
}

async function archiveHolds(path: string, signal?: AbortSignal): Promise<boolean> {
  try {
    const archive = await fileSource(path);
    for (const member of (await zipMembers(path)).slice(0, LOOKED_AT)) {
      throwIfAborted(signal);
      if (looksLikeDicom(await zipSource(archive, member).read(0, HEAD))) return true;
    }
    return false;
  } catch (error) {
    if (isTotalFmError(error) && error.code === 'TFM_CANCELLED') throw error;
    return false;
  }
}
