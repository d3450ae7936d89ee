import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isTotalFmError, type ExamListing, type Split } from '@totalfm/core';
import { examsAtOnce, mapAtOnce } from '../shared/at-once.ts';
import { idOf } from '../shared/exam-id.ts';
import { kindOf } from '../shared/path-kind.ts';
import { folderErrors } from './errors.ts';
import { readPatient } from './exam-files.ts';
import type { FolderOptions } from './options.ts';
import { splitExams } from './split.ts';

/** A folder of the root, before anything of the exam but `exam.json` is read. */
export interface ExamEntry extends Pick<ExamListing, 'id' | 'patient' | 'split'> {
  readonly dir: string;
  /** Why the exam cannot be opened: kept until somebody opens it, so that the others can be listed. */
  readonly broken?: unknown;
}

/** Every exam of the root by id, in the order of folders' names. Throws `TFM_FOLDER_ROOT`, `_EXAM_NAMES` and `_SPLIT`. */
export async function readEntries(
  options: FolderOptions,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ExamEntry>> {
  const folders = await examFolders(options.root);
  const found = await mapAtOnce(folders, examsAtOnce, (name) => readEntry(options.root, name), signal);
  const splits = await splitExams(
    found.filter(({ broken }) => !broken),
    options,
  );
  // A broken exam fails when it is opened, whichever split it is listed under.
  const fallback: Split = options.split === 'auto' ? 'train' : options.split;
  return new Map(found.map((entry) => [entry.id, { ...entry, split: splits.get(entry.id) ?? fallback }]));
}

async function examFolders(root: string): Promise<readonly string[]> {
  const wrong = (what: string, cause?: unknown) =>
    folderErrors.TFM_FOLDER_ROOT({
      file: root,
      cause,
      option: 'root',
      message: `${root} ${what}.`,
      fix: 'Set `cohort.root` to a folder that holds one folder for each exam.',
    });
  const all = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
    throw wrong('cannot be read as a folder', cause);
  });
  const names: string[] = [];
  for (const entry of all) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await kindOf(join(root, entry.name))) === 'folder'))
      names.push(entry.name);
  }
  if (names.length === 0) throw wrong('holds no exam folders');
  const ids = new Map<string, string>();
  for (const name of names.sort()) {
    const other = ids.get(idOf(name));
    if (other !== undefined)
      throw folderErrors.TFM_FOLDER_EXAM_NAMES({
        file: join(root, name),
        message: `The folders “${other}” and “${name}” both give the id ${idOf(name)}.`,
        fix: 'Rename one of them.',
      });
    ids.set(idOf(name), name);
  }
  return names;
}

async function readEntry(root: string, name: string): Promise<Omit<ExamEntry, 'split'>> {
  const [id, dir] = [idOf(name), join(root, name)];
  const file = join(dir, 'exam.json');
  if ((await kindOf(file)) !== 'file') return { id, dir, patient: id };
  try {
    return { id, dir, patient: await readPatient(file) };
  } catch (broken) {
    if (!isTotalFmError(broken)) throw broken;
    return { id, dir, patient: id, broken };
  }
}
