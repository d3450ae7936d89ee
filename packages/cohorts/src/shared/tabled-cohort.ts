import {
  fingerprintOf,
  throwIfAborted,
  type Cohort,
  type Exam,
  type ExamListing,
  type ExamTruth,
  type TotalFmError,
  type Volume,
  type VolumeFiles,
  type Warn,
} from '@totalfm/core';
import { examsAtOnce, mapAtOnce } from './at-once.ts';
import { cohortErrors } from './errors.ts';
import { inExam } from './in-exam.ts';
import { readLabels } from './label-map.ts';
import { kindOf } from './path-kind.ts';
import { openRevisionCache, type CacheScope, type RevisionCache } from './revision-cache.ts';
import { absent, known, pathRevision, withoutUnknown, type RevisionWork } from './volume-revision.ts';

/** A part of an exam that comes from a table: read when it is asked for, told by its content before. */
export interface TabledPart<T> {
  /** A function where a file has to be looked at. */
  readonly revision: string | (() => Promise<string>);
  read(signal?: AbortSignal, warn?: Warn): T | Promise<T>;
}

export interface TabledCt {
  readonly path: string;
  /** What beside the file decides the volume, as text: part of the revision. */
  readonly detail?: string;
  /** What is done with the volume as it was read. */
  finish?(volume: Volume, warn?: Warn): Volume;
}

/** An exam whose volumes are files, and whose report and truth come from tables. */
export interface TabledExam extends Pick<ExamListing, 'id' | 'patient' | 'split'> {
  /** Absent: `broken` says why. */
  readonly ct?: TabledCt | TabledPart<Volume>;
  /** A label map or a folder of masks. */
  readonly labels?: string;
  readonly report?: TabledPart<string | undefined>;
  readonly truth?: TabledPart<ExamTruth>;
  /** Why it cannot be opened: kept until somebody does, so that the others can be listed. */
  readonly broken?: { readonly error: TotalFmError; readonly revision: string };
}

export interface TabledSource {
  /** For the cache, see `openRevisionCache`. */
  readonly scope: CacheScope;
  /** Every exam, in an order that never changes, with an id of its own each. */
  exams(signal?: AbortSignal): Promise<readonly TabledExam[]>;
}

/** A cohort of exams that tables describe. With a `cacheDir`, volumes that nobody touched are not opened to list them again. */
export function createTabledCohort(source: TabledSource, files: VolumeFiles, cacheDir?: string): Cohort {
  let exams: Promise<ReadonlyMap<string, TabledExam>> | undefined;
  const listed = (signal?: AbortSignal) =>
    (exams ??= source.exams(signal).then(byId, (error) => {
      exams = undefined;
      throw error;
    }));
  return {
    async list(signal) {
      const all = [...(await listed(signal)).values()];
      const cache = await openRevisionCache(cacheDir, source.scope, files);
      const listing = await mapAtOnce(all, examsAtOnce, (exam) => listingOf(exam, { files, cache, signal }), signal);
      await cache.save();
      return listing;
    },
    async open(id, signal) {
      const exam = (await listed(signal)).get(id);
      if (!exam)
        throw cohortErrors.TFM_COHORT_EXAM_UNKNOWN({
          exam: id,
          file: source.scope.root,
          message: `There is no exam ${id} in ${source.scope.root}.`,
          fix: 'Check the id; `totalfm inspect` lists them.',
        });
      return inExam(id, async () => openExam(exam, files));
    },
  };
}

const byId = (exams: readonly TabledExam[]) => new Map(exams.map((exam) => [exam.id, exam]));

interface Listing {
  readonly files: VolumeFiles;
  readonly cache: RevisionCache;
  readonly signal?: AbortSignal;
}

async function listingOf(exam: TabledExam, { files, cache, signal }: Listing): Promise<ExamListing> {
  const { id, patient, split, ct, labels, report, truth, broken } = exam;
  const file = ct && 'path' in ct ? ct : undefined;
  const paths = [file?.path, labels].filter((path) => path !== undefined);
  const volumes = await cache.revisions({ exam: id, paths }, () =>
    volumeRevisions({ ct: file?.path, labels }, files, signal),
  );
  const ofFile = volumes.ct && file?.detail ? fingerprintOf([file.detail, volumes.ct]) : volumes.ct;
  const own = {
    ct: ct && 'read' in ct ? await partRevision(ct) : ofFile,
    labels: volumes.labels,
    report: await partRevision(report),
    truth: await partRevision(truth),
  };
  if (!broken) return { id, patient, split, revisions: withoutUnknown(own) };
  // What is wrong with its row is why every part fails: once it is put right, all are read again.
  const all = Object.entries(own).map(([part, revision]) => [part, fingerprintOf([broken.revision, revision ?? ''])]);
  return { id, patient, split, revisions: Object.fromEntries(all) as ExamListing['revisions'] };
}

const partRevision = async (part: TabledPart<unknown> | undefined) => {
  const revision = part?.revision ?? absent;
  return typeof revision === 'string' ? revision : known(revision);
};

async function volumeRevisions(
  { ct, labels }: { readonly ct: string | undefined; readonly labels: string | undefined },
  files: VolumeFiles,
  signal?: AbortSignal,
) {
  const work: RevisionWork = { volumes: files, signal, seen: [] };
  const of = (path: string | undefined) => (path === undefined ? absent : known(() => pathRevision(path, work)));
  return { revisions: withoutUnknown({ ct: await of(ct), labels: await of(labels) }), files: work.seen };
}

/** Parts are read when they are asked for; only whether there are labels is looked up now. */
async function openExam(exam: TabledExam, files: VolumeFiles): Promise<Exam> {
  const { id, patient, split, ct, labels, report, truth, broken } = exam;
  if (broken || !ct) throw broken?.error;
  return {
    id,
    patient,
    split,
    ct: (signal, warn) =>
      inExam(id, async () => {
        throwIfAborted(signal);
        if ('read' in ct) return ct.read(signal, warn);
        const volume = await files.open(ct.path, { signal, warn });
        return ct.finish?.(volume, warn) ?? volume;
      }),
    report: (signal, warn) =>
      inExam(id, async () => {
        throwIfAborted(signal);
        return report?.read(signal, warn);
      }),
    ...(labels !== undefined && {
      labelMap: (signal, warn) =>
        inExam(id, async () => {
          throwIfAborted(signal);
          return readLabels(files, labels, { signal, warn });
        }),
    }),
    ...(truth && {
      truth: (signal) =>
        inExam(id, async () => {
          throwIfAborted(signal);
          return truth.read(signal);
        }),
    }),
  };
}

/** The folder or file, where there is one. */
export const ifThere = async (path: string): Promise<string | undefined> =>
  (await kindOf(path)) === 'none' ? undefined : path;
