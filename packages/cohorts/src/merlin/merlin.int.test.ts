import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { merlin30 } from '@totalfm/anatomy';
import { describeCohort, describeComponent, expectCodedError } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failuresOf, listen, niftiFiles, torso, torsoLabels, writeTree } from '../test-support/test-cohort.ts';
import { createMerlinCohort, merlinCohort, merlinOptions } from './index.ts';

const base = await mkdtemp(join(tmpdir(), 'totalfm-merlin-'));
const root = join(base, 'merlin');
afterAll(() => rm(base, { recursive: true }));

const cohortOf = (options: Record<string, unknown> = {}) =>
  createMerlinCohort(merlinOptions.parse({ root, ...options }), niftiFiles);

const table = (...rows: string[]) => rows.join('\n');
const labelHeader = ['study id', ...merlin30.labels.map(({ name }) => name)].join(',');
const labelRow = (id: string, states: Readonly<Record<string, number>> = {}) =>
  [id, ...merlin30.labels.map(({ name }) => states[name] ?? 0)].join(',');
const ids = ['AC1', 'AC2', 'AC10'];

beforeAll(() =>
  writeTree(root, {
    ...Object.fromEntries(ids.map((id) => [`${id}.nii.gz`, torso])),
    'segmentations/AC1.nii.gz': torsoLabels,
    'segmentations/AC2/liver.nii.gz': { ...torsoLabels, data: torsoLabels.data.map((label) => Number(label === 5)) },
    'reports_final.csv': table(
      'study id,Impression,Split,patient id,Findings',
      'AC1,Cyst.,train,p1,"Liver: a cyst, ""simple""."',
      'AC2,,val,p2,Normal.',
      'AC10,Unremarkable.,test,p3,FINDINGS: Normal.',
    ),
    'zero_shot_findings_disease_cls.csv': table(
      labelHeader,
      labelRow('AC1', { gallstones: 1, fracture: 1, thrombosis: -1, free_air: -1 }),
      labelRow('AC2', { lymphadenopathy: 1 }),
      labelRow('AC10'),
    ),
  }),
);

describeComponent(merlinCohort);
describeCohort('merlin', {
  make: () => cohortOf(),
  onDisk: {
    root,
    open: (copy) => cohortOf({ root: copy }),
    exam: {
      id: 'AC10',
      folder: '.',
      files: { ct: 'AC10.nii.gz', report: 'reports_final.csv', truth: 'zero_shot_findings_disease_cls.csv' },
    },
  },
});

describe('merlin', () => {
  it('reads reports, masks and splits by study, and knows patients where the table does', async () => {
    const cohort = cohortOf();
    expect((await cohort.list()).map(({ id, patient, split }) => [id, patient, split])).toEqual([
      ['AC1', 'p1', 'train'],
      ['AC2', 'p2', 'validation'],
      ['AC10', 'p3', 'test'],
    ]);
    const [one, two, ten] = await Promise.all(ids.map((id) => cohort.open(id)));
    expect(await one.report()).toBe('Findings:\nLiver: a cyst, "simple".\n\nImpression:\nCyst.');
    expect(await two.report()).toBe('Normal.');
    expect(await ten.report()).toBe('FINDINGS: Normal.\n\nImpression:\nUnremarkable.');
    expect((await one.labelMap?.())?.volume.data).toEqual(torsoLabels.data);
    expect([...((await two.labelMap?.())?.names ?? [])]).toEqual([[5, 'liver']]);
    expect(ten.labelMap).toBeUndefined();
  });

  it('has 1 as present, 0 as absent, and −1 as not assessed', async () => {
    const truth = await (await cohortOf().open('AC1')).truth?.();
    expect(truth?.findings).toEqual([
      { finding: 'gallstones', organ: 'gallbladder' },
      { finding: 'vertebral_fracture', organ: 'vertebrae' },
    ]);
    expect(truth?.assessed).toHaveLength(28);
    for (const finding of ['thrombosis', 'free_air']) expect(truth?.assessed).not.toContain(finding);
    expect((await (await cohortOf().open('AC2')).truth?.())?.findings).toEqual([
      { finding: 'lymphadenopathy', organ: 'body' },
    ]);
  });

  it('takes splits from a table of its own, refuses a patient in two, and else splits by hash', async () => {
    const dir = join(base, 'splits');
    const reports = table('study id;Findings;patient id', 'AC1;A;p', 'AC2;B;p', 'AC3;C;q');
    const files = Object.fromEntries(['AC1', 'AC2', 'AC3'].map((id) => [`scans/${id}.nii`, torso]));
    await writeTree(dir, { ...files, 'reports_final.csv': reports });
    const splits = async (options = {}) =>
      (await cohortOf({ root: dir, ct: 'scans', ...options }).list()).map(({ split }) => split);
    const [first, second] = await splits();
    expect(first).toBe(second);
    expect(await splits({ split: 'test' })).toEqual(['test', 'test', 'test']);
    await writeTree(dir, { 'splits.csv': 'study_id,split\nAC1,Train\nAC2,train\nAC3,holdout' });
    expect((await splits()).slice(0, 2)).toEqual(['train', 'train']);
    expect(await failuresOf(cohortOf({ root: dir, ct: 'scans' }))).toEqual(['AC3 open TFM_COHORT_SPLIT 4']);
    await writeTree(dir, { 'splits.csv': 'study_id,split\nAC1,train\nAC2,test\nAC3,test' });
    await expect(splits()).rejects.toMatchObject({ code: 'TFM_COHORT_SPLIT', where: { line: 3, exam: 'AC2' } });
    await expectCodedError(splits({ splits: 'none.csv' }), 'TFM_COHORT_TABLE');
    await expectCodedError(cohortOf({ root: dir }).list(), 'TFM_COHORT_ROOT');
  });

  it('keeps a broken row to its exam, and asks for a workbook as CSV', async () => {
    const dir = join(base, 'broken');
    const studies = Array.from({ length: 40 }, (_, index) => `S${index + 1}`);
    const rows = studies.map((id, index) => (index % 20 === 3 ? `${id},"a" b",c,d,e` : `${id},Report of ${id}.,x`));
    const labels = studies.map((id, index) => labelRow(id, { ascites: index === 8 ? 7 : 0 }));
    const scans = Object.fromEntries(studies.map((id) => [`${id}.nii`, torso]));
    await writeTree(dir, {
      ...scans,
      'reports_final.csv': table('study id,Findings,Impression', ...rows.slice(0, 39)),
      'zero_shot_findings_disease_cls.csv': table(labelHeader, ...labels),
    });
    expect(await failuresOf(cohortOf({ root: dir }))).toEqual([
      'S4 report TFM_COHORT_ROW 5',
      'S9 truth TFM_COHORT_ROW 10',
      'S24 report TFM_COHORT_ROW 25',
    ]);
    const { heard, warn } = listen();
    expect(await (await cohortOf({ root: dir }).open('S40')).report(undefined, warn)).toBeUndefined();
    expect(heard).toMatchObject([{ code: 'TFM_COHORT_ROW_MISSING' }]);
    await rm(join(dir, 'reports_final.csv'));
    await writeTree(dir, { 'reports_final.xlsx': Buffer.from('PK\x03\x04…', 'latin1') });
    await expect(cohortOf({ root: dir }).list()).rejects.toThrow(/is an Excel workbook/);
  });
});
