import { basename, join } from 'node:path';
import { fingerprintFile, fingerprintOf, type Cohort, type ExamListing, type VolumeFiles } from '@totalfm/core';
import { examsAtOnce, mapAtOnce } from '../shared/at-once.ts';
import { inExam } from '../shared/in-exam.ts';
import { openRevisionCache } from '../shared/revision-cache.ts';
import type { Revisions } from '../shared/volume-revision.ts';
import { folderErrors } from './errors.ts';
import { readEntries, type ExamEntry } from './exam-entries.ts';
import { placesOf } from './exam-parts.ts';
import { openExam } from './open-exam.ts';
import type { FolderOptions } from './options.ts';
import { revisionsOf } from './revisions.ts';

/**
 * A cohort in a folder: one folder for each exam, read when it is asked for, in any format that `files` knows. With a
 * `cacheDir`, listing it again opens the files of touched exams only.
 */
export function createFolderCohort(options: FolderOptions, files: VolumeFiles, cacheDir?: string): Cohort {
  let entries: Promise<ReadonlyMap<string, ExamEntry>> | undefined;
  const listed = (signal?: AbortSignal) =>
    (entries ??= readEntries(options, signal).catch((error) => {
      entries = undefined;
      throw error;
    }));
  return {
    async list(signal) {
      const all = [...(await listed(signal)).values()];
      // Every option may say what a part is read from, or how, but for those of the split.
      const looked = { ...options, split: undefined, fractions: undefined };
      const scope = { name: 'folder-cohort', root: options.root, looked };
      const cache = await openRevisionCache(cacheDir, scope, files);
      const revisionsIn = (dir: string) =>
        cache.revisions({ exam: basename(dir), paths: [dir] }, async () =>
          revisionsOf(await placesOf(dir, options, files, signal), files, signal),
        );
      const listing = await mapAtOnce(all, examsAtOnce, (entry) => listingOf(entry, revisionsIn), signal);
      await cache.save();
      return listing;
    },
    async open(id, signal) {
      const entry = (await listed(signal)).get(id);
      if (!entry)
        throw folderErrors.TFM_FOLDER_EXAM_UNKNOWN({
          exam: id,
          file: options.root,
          message: `${options.root} holds no exam ${id}.`,
          fix: 'Check the id; `totalfm inspect` lists them.',
        });
      if (entry.broken) return inExam(id, () => Promise.reject(entry.broken));
      return inExam(id, () => openExam(entry, options, files, signal));
    },
  };
}

async function listingOf(
  { id, patient, split, dir, broken }: ExamEntry,
  revisionsIn: (dir: string) => Promise<Revisions>,
): Promise<ExamListing> {
  const revisions = await revisionsIn(dir);
  if (!broken) return { id, patient, split, revisions };
  // What is wrong with exam.json is why every part fails: once it is put right, all are read again.
  const why = await fingerprintFile(join(dir, 'exam.json')).catch(() => 'none');
  const all = Object.entries(revisions).map(([part, revision]) => [part, fingerprintOf([why, revision])]);
  return { id, patient, split, revisions: Object.fromEntries(all) as Revisions };
}
