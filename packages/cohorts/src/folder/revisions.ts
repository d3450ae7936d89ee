import { relative, dirname } from 'node:path';
import {
  fingerprintFile,
  fingerprintLargeFile,
  fingerprintOf,
  isTotalFmError,
  type ExamPart,
  type VolumeFiles,
  type VolumeReader,
} from '@totalfm/core';
import { kindOf } from './exam-files.ts';
import type { ExamPlaces } from './exam-parts.ts';
import type { FoundVolumes } from './find-volume.ts';
import { maskFiles } from './label-map.ts';

export type Revisions = Readonly<Partial<Record<ExamPart, string>>>;

/**
 * What the parts of an exam are read from, by content: the bytes of report and truth; length and three blocks of each file
 * of a volume, with the reader that knows it. Names, places, times and other files beside them change nothing. A part that
 * the exam lacks has none.
 */
export async function revisionsOf(places: ExamPlaces, files: VolumeFiles, signal?: AbortSignal): Promise<Revisions> {
  const { ct, labels, report, truth } = places;
  const revisions: Record<ExamPart, string | undefined> = {
    ct: await known(() => foundRevision(ct, files, signal)),
    labels: labels && (await known(() => labelRevision(labels, files, signal))),
    report: await known(() => textRevision(report)),
    truth: await known(() => textRevision(truth)),
  };
  return Object.fromEntries(Object.entries(revisions).filter(([, revision]) => revision !== undefined));
}

/** What cannot be read has no revision: the error comes when the exam is opened, and stops no other exam's listing. */
async function known(work: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isTotalFmError(error) && error.code === 'TFM_CANCELLED') throw error;
    return undefined;
  }
}

const textRevision = async (file: string) => ((await kindOf(file)) === 'file' ? fingerprintFile(file) : undefined);

async function foundRevision(
  { volumes, others }: FoundVolumes,
  files: VolumeFiles,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const texts: string[] = [];
  for (const { path, reader } of volumes) texts.push(await volumeRevision(path, reader, files, signal));
  if (volumes.length === 0) {
    for (const path of others)
      texts.push('unknown', (await kindOf(path)) === 'file' ? await fingerprintLargeFile(path) : 'folder');
  }
  return texts.length > 0 ? fingerprintOf(texts) : undefined;
}

async function labelRevision(
  place: NonNullable<ExamPlaces['labels']>,
  files: VolumeFiles,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if ('files' in place) return foundRevision(place.files, files, signal);
  const texts = ['masks'];
  for (const { structure, path, reader } of await maskFiles(files, place.masks, signal))
    texts.push(structure, await volumeRevision(path, reader, files, signal));
  return fingerprintOf(texts);
}

/** Another version of a reader gives other volumes of the same files. */
async function volumeRevision(
  path: string,
  { id, version }: VolumeReader,
  files: VolumeFiles,
  signal?: AbortSignal,
): Promise<string> {
  const parts = await files.filesOf(path, signal);
  const texts = [id, version];
  for (const part of parts)
    texts.push(parts.length === 1 ? '' : relative(dirname(path), part), await fingerprintLargeFile(part));
  return fingerprintOf(texts);
}
