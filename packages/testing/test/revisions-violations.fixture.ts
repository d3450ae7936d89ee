/** Cohorts of folders whose revisions tell too much, or too little. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coreErrors, throwIfAborted, type Cohort, type ExamListing } from '@totalfm/core';
import { afterAll } from 'vitest';
import { describeCohort, testTorso } from '../src/index.ts';

const { ct } = testTorso();
const air = { ...ct, data: ct.data.map((hu) => (hu === -100 ? -1000 : hu)) };
const root = mkdtempSync(join(tmpdir(), 'totalfm-revisions-'));
afterAll(() => rmSync(root, { recursive: true }));
for (const id of ['a', 'b']) {
  mkdirSync(join(root, id));
  writeFileSync(join(root, id, 'ct'), `CT of ${id}`);
  writeFileSync(join(root, id, 'report.txt'), `Report of ${id}`);
}

type RevisionsOf = (dir: string) => ExamListing['revisions'];

const text = (file: string) => readFileSync(file, 'latin1').replaceAll(/\s/g, '_');

const cohortOf = (folder: string, revisionsOf: RevisionsOf): Cohort => {
  const list = async () =>
    ['a', 'b'].map((id) => ({ id, patient: id, split: 'train', revisions: revisionsOf(join(folder, id)) }) as const);
  return {
    list,
    async open(id) {
      const found = (await list()).find((exam) => exam.id === id);
      if (!found) throw coreErrors.TFM_FILE_MISSING({ message: `There is no exam ${id}.`, fix: 'Name another.' });
      const report = async () => text(join(folder, id, 'report.txt'));
      const read = async (signal?: AbortSignal) => {
        throwIfAborted(signal);
        return air;
      };
      return { ...found, ct: read, report };
    },
  };
};

const cohorts: Readonly<Record<string, RevisionsOf>> = {
  'sound revisions': (dir) => ({ ct: text(join(dir, 'ct')), report: text(join(dir, 'report.txt')) }),
  'revisions by time': (dir) => ({
    ct: String(statSync(join(dir, 'ct')).mtimeMs),
    report: String(statSync(join(dir, 'report.txt')).mtimeMs),
  }),
  'revisions of all files': (dir) => {
    const all = readdirSync(dir)
      .sort()
      .map((name) => `${name}:${text(join(dir, name))}`);
    return { ct: all.join(), report: all.join() };
  },
};

for (const [name, revisionsOf] of Object.entries(cohorts)) {
  describeCohort(name, {
    make: () => cohortOf(root, revisionsOf),
    onDisk: {
      root,
      open: (folder) => cohortOf(folder, revisionsOf),
      exam: { id: 'a', folder: 'a', files: { ct: 'ct', report: 'report.txt' } },
    },
  });
}
