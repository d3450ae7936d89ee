import { fingerprintFile, fingerprintLargeFile, fingerprintOf, type VolumeFiles } from '@totalfm/core';
import { kindOf } from '../shared/path-kind.ts';
import {
  absent,
  known,
  masksRevision,
  volumeRevision,
  withoutUnknown,
  type ReadRevisions,
  type RevisionWork,
} from '../shared/volume-revision.ts';
import type { ExamPlaces, LabelPlace } from './exam-parts.ts';
import type { FoundVolumes } from './find-volume.ts';

/**
 * What the parts of an exam are read from, by content: the bytes of report and truth; length and three blocks of each file
 * of a volume, with the reader that knows it. Names, places, times and other files beside them change nothing. A part that
 * the exam lacks is `none`; one that cannot be read has no revision.
 */
export async function revisionsOf(
  { ct, frame, labels, report, encoding, truth }: ExamPlaces,
  volumes: VolumeFiles,
  signal?: AbortSignal,
): Promise<ReadRevisions> {
  const work: RevisionWork = { volumes, signal, seen: [] };
  const revisions = withoutUnknown({
    ct: await known(() => ctRevision(ct, frame, work)),
    labels: labels ? await known(() => labelRevision(labels, work)) : absent,
    report: await known(() => reportRevision(report, encoding)),
    truth: await known(() => textRevision(truth)),
  });
  return { revisions, files: work.seen };
}

const textRevision = async (file: string) => ((await kindOf(file)) === 'file' ? fingerprintFile(file) : absent);

/** Another encoding makes another text of the same bytes. */
async function reportRevision(file: string, encoding: string): Promise<string> {
  const revision = await textRevision(file);
  return revision === absent ? absent : fingerprintOf([encoding, revision]);
}

/** Another frame is another volume of the same file. */
async function ctRevision(found: FoundVolumes, frame: number | undefined, work: RevisionWork): Promise<string> {
  const revision = await foundRevision(found, work);
  return frame === undefined || revision === absent ? revision : fingerprintOf([`frame ${frame}`, revision]);
}

async function foundRevision({ volumes, others }: FoundVolumes, work: RevisionWork): Promise<string> {
  const texts: string[] = [];
  for (const { path, reader } of volumes) texts.push(await volumeRevision(path, reader, work));
  if (volumes.length === 0) {
    for (const path of others)
      texts.push('unknown', (await kindOf(path)) === 'file' ? await fingerprintLargeFile(path) : 'folder');
  }
  return texts.length > 0 ? fingerprintOf(texts) : absent;
}

const labelRevision = (place: LabelPlace, work: RevisionWork): Promise<string> =>
  'files' in place ? foundRevision(place.files, work) : masksRevision(place.masks, work);
