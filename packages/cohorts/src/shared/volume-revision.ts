import { dirname, relative } from 'node:path';
import {
  fingerprintLargeFile,
  fingerprintOf,
  isTotalFmError,
  volumeFilesOf,
  type ExamPart,
  type VolumeFiles,
  type VolumeReader,
} from '@totalfm/core';
import { maskFiles } from './label-map.ts';
import { kindOf } from './path-kind.ts';

export type Revisions = Readonly<Partial<Record<ExamPart, string>>>;

export interface ReadRevisions {
  readonly revisions: Revisions;
  /** The files of volumes that they rest on. */
  readonly files: readonly string[];
}

/** What revisions are computed with, and the files of volumes that were looked at. */
export interface RevisionWork {
  readonly volumes: VolumeFiles;
  readonly signal?: AbortSignal;
  readonly seen: string[];
}

/** The revision of a part that an exam lacks. */
export const absent = 'none';

/** What cannot be read has no revision: the error comes when the exam is opened, and stops no other exam's listing. */
export async function known(work: () => Promise<string>): Promise<string | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isTotalFmError(error) && error.code === 'TFM_CANCELLED') throw error;
    return undefined;
  }
}

/** Only the parts that have one. */
export const withoutUnknown = (revisions: Readonly<Record<string, string | undefined>>): Revisions =>
  Object.fromEntries(Object.entries(revisions).filter(([, revision]) => revision !== undefined));

/** Length and three blocks of each file of a volume. Another version of a reader gives other volumes of the same files. */
export async function volumeRevision(path: string, reader: VolumeReader, work: RevisionWork): Promise<string> {
  const parts = await volumeFilesOf(reader, path, work.signal);
  work.seen.push(...parts);
  const texts = [reader.id, reader.version];
  for (const part of parts)
    texts.push(parts.length === 1 ? '' : relative(dirname(path), part), await fingerprintLargeFile(part));
  return fingerprintOf(texts);
}

/** The masks of a folder, by structure. */
export async function masksRevision(dir: string, work: RevisionWork): Promise<string> {
  const texts = ['masks'];
  for (const { structure, path, reader } of await maskFiles(work.volumes, dir, work.signal))
    texts.push(structure, await volumeRevision(path, reader, work));
  return fingerprintOf(texts);
}

/** A volume of any kind, or a folder of masks; what no reader knows counts as well, as soon as there is something. */
export async function pathRevision(path: string, work: RevisionWork): Promise<string> {
  const kind = await kindOf(path);
  if (kind === 'none') return absent;
  const reader = await work.volumes.readerOf(path, work.signal);
  if (reader) return volumeRevision(path, reader, work);
  if (kind === 'folder') return masksRevision(path, work);
  work.seen.push(path);
  return fingerprintOf(['unknown', await fingerprintLargeFile(path)]);
}
