import { cp, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examParts, type Cohort, type ExamListing, type ExamPart } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { expectLabelMap, expectVolume } from '../expect-volume.ts';

export interface CohortSubject {
  /** A new instance with at least two exams that can all be read. */
  readonly make: () => Cohort | Promise<Cohort>;
  /** For a cohort that reads files below a folder: what its revisions must and must not tell. */
  readonly onDisk?: CohortOnDisk;
}

export interface CohortOnDisk {
  /** A folder of exams; it is copied, never changed. */
  readonly root: string;
  readonly open: (root: string) => Cohort;
  /** An exam, its folder, and for parts of it a file within that folder. */
  readonly exam: {
    readonly id: string;
    readonly folder: string;
    readonly files: Readonly<Partial<Record<ExamPart, string>>>;
  };
}

/** Checks a cohort: a stable list, splits by patient, sound volumes in HU, label maps on their grid. */
export function describeCohort(name: string, { make, onDisk }: CohortSubject): void {
  describe(`cohort ${name}`, () => {
    checkList(make);
    checkExams(make);
    if (onDisk) checkRevisions(onDisk);
  });
}

function checkList(make: CohortSubject['make']): void {
  it('lists the same exams in the same order every time', async () => {
    const list = await (await make()).list();
    expect(list.length).toBeGreaterThan(1);
    expect(await (await make()).list()).toEqual(list);
    for (const { id } of list) expect(id).toMatch(/^[A-Za-z0-9._-]+$/);
    expect(new Set(list.map((exam) => exam.id)).size).toBe(list.length);
  });

  it('gives revisions to parts of an exam only', async () => {
    for (const { id, revisions = {} } of await (await make()).list()) {
      for (const [part, revision] of Object.entries(revisions)) {
        expect(examParts, id).toContain(part);
        expect(revision, `${id} ${part}`).toMatch(/^\S+$/);
      }
    }
  });

  it('keeps the exams of a patient in one split', async () => {
    const splits = new Map<string, string>();
    for (const { patient, split } of await (await make()).list()) {
      expect(['train', 'validation', 'test']).toContain(split);
      expect(splits.get(patient) ?? split, patient).toBe(split);
      splits.set(patient, split);
    }
  });
}

function checkExams(make: CohortSubject['make']): void {
  it('opens exams that read the same every time', async () => {
    const cohort = await make();
    for (const listing of (await cohort.list()).slice(0, 2)) {
      const exam = await cohort.open(listing.id);
      expect({ id: exam.id, patient: exam.patient, split: exam.split }).toEqual({
        id: listing.id,
        patient: listing.patient,
        split: listing.split,
      });
      const ct = await exam.ct();
      expectVolume(ct);
      const [darkest, brightest] = rangeOf(ct.data);
      expect(darkest, 'air is about −1000 HU').toBeLessThan(-500);
      expect(darkest).toBeGreaterThanOrEqual(-3100);
      expect(brightest).toBeGreaterThan(0);
      expect(
        Buffer.from((await (await (await make()).open(listing.id)).ct()).data.buffer).equals(
          Buffer.from(ct.data.buffer),
        ),
      ).toBe(true);
      if (exam.labelMap) expectLabelMap(await exam.labelMap(), ct);
      const report = await exam.report();
      if (report !== undefined) expect(report.trim()).not.toBe('');
    }
  });

  it('tells the truth of assessed findings only', async () => {
    const cohort = await make();
    for (const { id } of await cohort.list()) {
      const truth = await (await cohort.open(id)).truth?.();
      for (const { finding, sizeMm, centreMm } of truth?.findings ?? []) {
        expect(truth?.assessed).toContain(finding);
        if (sizeMm !== undefined) expect(sizeMm).toBeGreaterThan(0);
        if (centreMm) expect(centreMm.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('has a code for an exam that it does not have', async () => {
    const cohort = await make();
    await expectCodedError(cohort.open('no-such-exam'));
  });

  it('stops when it is told to', async () => {
    const cohort = await make();
    const [first] = await cohort.list();
    const exam = await cohort.open(first.id);
    await expectCodedError(exam.ct(AbortSignal.abort()), 'TFM_CANCELLED');
  });
}

/** Revisions follow the content of a part's files: not names, places and times, nor other files. */
function checkRevisions({ root, open, exam }: CohortOnDisk): void {
  const dirs: string[] = [];
  afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true }))));
  const copy = async () => {
    const dir = await mkdtemp(join(tmpdir(), 'totalfm-cohort-'));
    dirs.push(dir);
    await cp(root, join(dir, 'cohort'), { recursive: true });
    for (const entry of await readdir(dir, { recursive: true })) await utimes(join(dir, entry), longAgo, longAgo);
    return join(dir, 'cohort');
  };

  it('gives the same revisions to a copy with other times, and a note beside it', async () => {
    const before = await open(root).list();
    const other = await copy();
    await writeFile(join(other, exam.folder, 'note.txt'), 'Ask again.');
    expect(await open(other).list()).toEqual(before);
  });

  for (const part of Object.keys(exam.files) as ExamPart[]) {
    it(`gives a changed ${part}, and nothing else, another revision`, async () => {
      const other = await copy();
      const before = revisionsById(await open(other).list());
      await changeOneByte(join(other, exam.folder, exam.files[part] as string));
      const after = revisionsById(await open(other).list());
      expect(after[exam.id]?.[part]).toMatch(/./);
      expect(after[exam.id]?.[part]).not.toBe(before[exam.id]?.[part]);
      expect(after).toEqual({ ...before, [exam.id]: { ...before[exam.id], [part]: after[exam.id]?.[part] } });
    });
  }
}

const revisionsById = (list: readonly ExamListing[]) =>
  Object.fromEntries(list.map(({ id, revisions }) => [id, revisions]));

/** The last byte of a file, with its times left as they were. */
async function changeOneByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length - 1] ^= 1;
  await writeFile(path, bytes);
  await utimes(path, longAgo, longAgo);
}

/** Seconds since 1970: the times of all files of a copy. */
const longAgo = 1e9;

function rangeOf(data: Iterable<number>): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
