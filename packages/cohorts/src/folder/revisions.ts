import { dirname, relative } from 'node:path';
import {
  fingerprintFile,
  fingerprintLargeFile,
  fingerprintOf,
  isTotalFmError,
  volumeFilesOf,
  type ExamPart,
  type VolumeFiles,
  type VolumeReader,
} from '@totalfm/core';
import { kindOf } from './exam-files.ts';
import type { ExamPlaces, LabelPlace } from './exam-parts.ts';
import type { FoundVolumes } from './find-volume.ts';
import { maskFiles } from './label-map.ts';

export type Revisions = Readonly<Partial<Record<ExamPart, string>>>;

export interface ReadRevisions {
  readonly revisions: Revisions;
  /** The files of volumes that they rest on. */
  readonly files: readonly string[];
}

interface Work {
  readonly volumes: VolumeFiles;
  readonly signal?: AbortSignal;
  readonly seen: string[];
}

/**
 * What the parts of an exam are read from, by content: the bytes of report and truth; length and three blocks of each file
 * of a volume, with the reader that knows it. Names, places, times and other files beside them change nothing. A part that
 * the exam lacks is `none`; one that cannot be read has no revision.
 */
export async function revisionsOf(
  { ct, labels, report, encoding, truth }: ExamPlaces,
  volumes: VolumeFiles,
  signal?: AbortSignal,
): Promise<ReadRevisions> {
  const work: Work = { volumes, signal, seen: [] };
  const revisions: Record<ExamPart, string | undefined> = {
    ct: await known(() => foundRevision(ct, work)),
    labels: labels ? await known(() => labelRevision(labels, work)) : absent,
    report: await known(() => reportRevision(report, encoding)),
    truth: await known(() => textRevision(truth)),
  };
  return {
    revisions: Object.fromEntries(Object.entries(revisions).filter(([, revision]) => revision !== undefined)),
    files: work.seen,
  };
}

const absent = 'none';

/** What cannot be read has no revision: the error comes when the exam is opened, and stops no other exam's listing. */
async function known(work: () => Promise<string>): Promise<string | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isTotalFmError(error) && error.code === 'TFM_CANCELLED') throw error;
    return undefined;
  }
}

const textRevision = async (file: string) => ((await kindOf(file)) === 'file' ? fingerprintFile(file) : absent);

/** Another encoding makes another text of the same bytes. */
async function reportRevision(file: string, encoding: string): Promise<string> {
  const revision = await textRevision(file);
  return revision === absent ? absent : fingerprintOf([encoding, revision]);
}

async function foundRevision({ volumes, others }: FoundVolumes, work: Work): Promise<string> {
  const texts: string[] = [];
  for (const { path, reader } of volumes) texts.push(await volumeRevision(path, reader, work));
  if (volumes.length === 0) {
    for (const path of others)
      texts.push('unknown', (await kindOf(path)) === 'file' ? await fingerprintLargeFile(path) : 'folder');
  }
  return texts.length > 0 ? fingerprintOf(texts) : absent;
}

async function labelRevision(place: LabelPlace, work: Work): Promise<string> {
  if ('files' in place) return foundRevision(place.files, work);
  const texts = ['masks'];
  for (const { structure, path, reader } of await maskFiles(work.volumes, place.masks, work.signal))
    texts.push(structure, await volumeRevision(path, reader, work));
  return fingerprintOf(texts);
}

/** Another version of a reader gives other volumes of the same files. */
async function volumeRevision(path: string, reader: VolumeReader, { signal, seen }: Work): Promise<string> {
  const parts = await volumeFilesOf(reader, path, signal);
  seen.push(...parts);
  const texts = [reader.id, reader.version];
  for (const part of parts)
    texts.push(parts.length === 1 ? '' : relative(dirname(path), part), await fingerprintLargeFile(part));
  return fingerprintOf(texts);
}
