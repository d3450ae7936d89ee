import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isTotalFmError,
  throwIfAborted,
  type Cohort,
  type Exam,
  type ExamListing,
  type LabelMap,
  type Split,
} from '@totalfm/core';
import { readNifti } from '@totalfm/imaging';
import { folderErrors } from './errors.ts';
import { inExam, kindOf, readPatient, readReport, readTruth, revisionOf } from './exam-files.ts';
import { readLabelFile, readMaskFolder } from './label-map.ts';
import type { FolderOptions } from './options.ts';
import { splitExams } from './split.ts';

interface Entry extends ExamListing {
  readonly dir: string;
  /** Why the exam cannot be opened: kept until somebody opens it, so that the others can be listed. */
  readonly broken?: unknown;
}

/** A cohort in a folder: one folder for each exam, read when it is asked for. */
export function createFolderCohort(options: FolderOptions): Cohort {
  let entries: Promise<ReadonlyMap<string, Entry>> | undefined;
  const listed = (signal?: AbortSignal) =>
    (entries ??= readEntries(options, signal).catch((error) => {
      entries = undefined;
      throw error;
    }));
  return {
    async list(signal) {
      return [...(await listed(signal)).values()].map(({ id, patient, split, revision }) => ({
        id,
        patient,
        split,
        revision,
      }));
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
      return openExam(entry, options);
    },
  };
}

async function openExam({ id, patient, split, dir }: Entry, options: FolderOptions): Promise<Exam> {
  const labels = await findLabels(dir, options.segmentation);
  const truth = join(dir, 'truth.json');
  return {
    id,
    patient,
    split,
    ct: (signal) =>
      inExam(id, async () => {
        const file = join(dir, options.ct);
        if ((await kindOf(file)) !== 'file')
          throw folderErrors.TFM_FOLDER_CT_MISSING({
            file,
            message: `The exam ${id} has no ${options.ct}.`,
            fix: 'Add the CT, or name it by the option `ct`.',
          });
        return readNifti(file, { signal });
      }),
    report: (signal) => inExam(id, () => readReport(join(dir, options.report), options.encoding, signal)),
    ...(labels && { labelMap: (signal) => inExam(id, () => labels(signal)) }),
    ...((await kindOf(truth)) === 'file' && {
      truth: (signal) =>
        inExam(id, async () => {
          throwIfAborted(signal);
          return readTruth(truth);
        }),
    }),
  };
}

async function findLabels(
  dir: string,
  name: string,
): Promise<((signal?: AbortSignal) => Promise<LabelMap>) | undefined> {
  for (const candidate of [name, 'segmentation', 'segmentations']) {
    const path = join(dir, candidate);
    const kind = await kindOf(path);
    if (kind !== 'none')
      return (signal) => (kind === 'file' ? readLabelFile(path, signal) : readMaskFolder(path, signal));
  }
  return undefined;
}

/** How many small files are read at once. */
const AT_ONCE = 32;

async function readEntries(options: FolderOptions, signal?: AbortSignal): Promise<ReadonlyMap<string, Entry>> {
  const folders = await examFolders(options.root);
  const found: Array<Omit<Entry, 'split'>> = [];
  for (let first = 0; first < folders.length; first += AT_ONCE) {
    throwIfAborted(signal);
    found.push(
      ...(await Promise.all(folders.slice(first, first + AT_ONCE).map((name) => readEntry(options.root, name)))),
    );
  }
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

/** Ids hold letters, digits, `.`, `_` and `-`; anything else of a folder's name becomes `_`. */
const idOf = (name: string) => name.replace(/[^A-Za-z0-9._-]/g, '_');

async function readEntry(root: string, name: string): Promise<Omit<Entry, 'split'>> {
  const [id, dir] = [idOf(name), join(root, name)];
  const file = join(dir, 'exam.json');
  const revision = await revisionOf(dir);
  if ((await kindOf(file)) !== 'file') return { id, dir, patient: id, revision };
  try {
    return { id, dir, patient: await readPatient(file), revision };
  } catch (broken) {
    if (!isTotalFmError(broken)) throw broken;
    return { id, dir, patient: id, revision, broken };
  }
}
