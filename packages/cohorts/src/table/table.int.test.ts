import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { merlin30 } from '@totalfm/anatomy';
import { describeCohort, describeComponent, expectCodedError } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failuresOf, niftiFiles, torso, torsoLabels, writeTree } from '../test-support/test-cohort.ts';
import { createTableCohort, tableCohort, tableOptions } from './index.ts';

const base = await mkdtemp(join(tmpdir(), 'totalfm-table-'));
const root = join(base, 'data');
afterAll(() => rm(base, { recursive: true }));

const cohortOf = (options: Record<string, unknown> = {}) =>
  createTableCohort(tableOptions.parse({ table: join(root, 'exams.csv'), ...options }), niftiFiles);

const header = 'id,patient,ct,masks,split,report';
beforeAll(() =>
  writeTree(root, {
    'scans/a.nii.gz': torso,
    'scans/b.nii': torso,
    'masks/a.nii.gz': torsoLabels,
    'masks/b/liver.nii.gz': { ...torsoLabels, data: torsoLabels.data.map((label) => Number(label === 5)) },
    'reports/b.txt': 'Normal – “unremarkable”.',
    'exams.csv': `${header}\na,p,scans/a.nii.gz,masks/a.nii.gz,test,"A cyst.\n ""Simple"", benign. "\nb 1,p,./scans/b.nii,masks/b,test,reports/b.txt\nc,q,scans/a.nii.gz,,val,\nd,r,scans/a.nii.gz,,train,None`,
  }),
);

describeComponent(tableCohort);
describeCohort('table', {
  make: () => cohortOf(),
  onDisk: {
    root,
    open: (copy) => cohortOf({ table: join(copy, 'exams.csv') }),
    exam: {
      id: 'b_1',
      folder: '.',
      files: { ct: 'scans/b.nii', labels: 'masks/b/liver.nii.gz', report: 'reports/b.txt' },
    },
  },
});

describe('table', () => {
  it('reads what each row names, as text or as files', async () => {
    const cohort = cohortOf();
    expect((await cohort.list()).map(({ id, patient, split }) => [id, patient, split])).toEqual([
      ['a', 'p', 'test'],
      ['b_1', 'p', 'test'],
      ['c', 'q', 'validation'],
      ['d', 'r', 'train'],
    ]);
    const [a, b, c] = await Promise.all(['a', 'b_1', 'c'].map((id) => cohort.open(id)));
    expect(await a.report()).toBe('A cyst.\n "Simple", benign. ');
    expect(await b.report()).toBe('Normal – “unremarkable”.');
    expect(await c.report()).toBeUndefined();
    expect((await a.labelMap?.())?.volume.data).toEqual(torsoLabels.data);
    expect([...((await b.labelMap?.())?.names ?? [])]).toEqual([[5, 'liver']]);
    expect(c.labelMap).toBeUndefined();
    expect(await (await cohortOf({ report: 'text' }).open('b_1')).report()).toBe('reports/b.txt');
    const file = join(root, 'reports.csv');
    await writeTree(root, {
      'reports/odd.txt': Uint8Array.of(0x4e, 0xe9, 0x20),
      'reports.csv': 'id,ct,report\na,x,reports/odd.txt\nb,x,none.txt\n',
    });
    expect(await failuresOf(cohortOf({ table: file }))).toEqual([
      'a ct TFM_FILE_MISSING',
      'a report TFM_COHORT_REPORT',
      'b ct TFM_FILE_MISSING',
      'b report TFM_FILE_MISSING',
    ]);
  });

  it('gives a changed cell, and no other part or row, another revision', async () => {
    const file = join(root, 'changed.csv');
    const text = await readFile(join(root, 'exams.csv'), 'utf8');
    const list = async (content: string) => {
      await writeFile(file, content);
      return (await cohortOf({ table: file }).list()).map(({ revisions }) => revisions);
    };
    const before = await list(text);
    const after = await list(text.replace('A cyst', 'A small cyst\n\n'));
    expect(after).toEqual([{ ...before[0], report: expect.any(String) as string }, ...before.slice(1)]);
    expect(after[0]?.report).not.toBe(before[0]?.report);
    const cohort = cohortOf({ table: file });
    await cohort.list();
    await writeFile(file, text.replace('A cyst', 'No cyst'));
    await expectCodedError((await cohort.open('a')).report(), 'TFM_COHORT_TABLE');
  });

  it('has columns of any names, and says which are missing', async () => {
    const file = join(root, 'columns.tsv');
    await writeFile(file, 'Accession No\tPATH\tText\n7\tscans/b.nii\tNormal.\n');
    const columns = { table: file, idColumn: 'accession_no', ctColumn: 'path', reportColumn: 'text' };
    expect(await (await cohortOf(columns).open('7')).report()).toBe('Normal.');
    const missing = cohortOf({ ...columns, patientColumn: 'mrn', idColumn: 'exam' }).list();
    await expect(missing).rejects.toThrow(/no column `exam`, `mrn`; it has `Accession No`, `PATH`, `Text`/);
    await expectCodedError(cohortOf({ table: join(root, 'none.csv') }).list(), 'TFM_FILE_MISSING');
    await writeFile(file, '');
    await expectCodedError(cohortOf({ table: file }).list(), 'TFM_COHORT_TABLE');
  });

  it('reads labels as the truth: −1 and nothing are not assessed', async () => {
    const file = join(root, 'labels.csv');
    const names = merlin30.labels.map(({ name }) => name.replaceAll('_', ' ').toUpperCase());
    const states = (...first: unknown[]) => names.map((_, index) => first[index] ?? 0).join(',');
    const rows = [`a,scans/b.nii,${states(1, -1, '', '1.0')}`, `b,scans/b.nii,${states(2)}`];
    await writeFile(file, [`id,ct,${names.join(',')}`, ...rows].join('\n'));
    const cohort = cohortOf({ table: file, labels: 'merlin-30' });
    const truth = await (await cohort.open('a')).truth?.();
    expect(truth?.findings.map(({ finding }) => finding)).toEqual(['submucosal_edema', 'coronary_calcification']);
    expect(truth?.assessed).toHaveLength(28);
    expect(await failuresOf(cohort)).toEqual(['b truth TFM_COHORT_ROW 3']);
    expect((await cohortOf({ table: file }).open('a')).truth).toBeUndefined();
    await expectCodedError(cohortOf({ table: file, labels: 'ct-rate-18' }).list(), 'TFM_COHORT_TABLE');
  });

  it('reads Parquet as it reads CSV', async () => {
    const file = join(root, 'exams.parquet');
    const column = (name: string, data: unknown[], type: 'STRING' | 'INT32' = 'STRING') => ({
      name,
      data,
      type,
      nullable: true,
    });
    const count = 700;
    const numbers = Array.from({ length: count }, (_, index) => index);
    const buffer = parquetWriteBuffer({
      columnData: [
        column('id', numbers, 'INT32'),
        column(
          'ct',
          numbers.map((row) => (row === 5 ? null : 'scans/b.nii')),
        ),
        column(
          'report',
          numbers.map((row) => (row % 3 === 0 ? null : `Report ${row}.`)),
        ),
        column(
          'split',
          numbers.map((row) => (row === 6 ? 'none' : 'test')),
        ),
      ],
    });
    await writeFile(file, Buffer.from(buffer));
    const cohort = cohortOf({ table: file });
    const list = await cohort.list();
    expect([list.length, list[4].id, list[5].id]).toEqual([count, '4', '5']);
    for (const row of [1, 699, 2, 301]) {
      const expected = row % 3 === 0 ? undefined : `Report ${row}.`;
      expect(await (await cohort.open(String(row))).report()).toBe(expected);
    }
    await expect(cohort.open('5')).rejects.toMatchObject({ code: 'TFM_COHORT_ROW', where: { line: 6, exam: '5' } });
    await expect(cohort.open('6')).rejects.toMatchObject({ code: 'TFM_COHORT_SPLIT', where: { line: 7 } });
    await writeFile(file, Buffer.from(buffer.slice(0, 200)));
    await expectCodedError(cohortOf({ table: file }).list(), 'TFM_COHORT_TABLE');
  });

  it('reads other encodings by their mark or as it is told, and names the row that is of another', async () => {
    const file = join(root, 'encoding.csv');
    const text = 'id,ct,report\na,scans/b.nii,"Zyste – links,\n右腎"\nb,scans/b.nii,Normal.\n';
    const report = async (bytes: Uint8Array, encoding?: string) => {
      await writeFile(file, bytes);
      return (await cohortOf({ table: file, encoding }).open('a')).report();
    };
    expect(await report(Buffer.from(text))).toBe('Zyste – links,\n右腎');
    expect(await report(Buffer.from(`\ufeff${text}`))).toBe('Zyste – links,\n右腎');
    expect(await report(Buffer.from(`\ufeff${text}`, 'utf16le'))).toBe('Zyste – links,\n右腎');
    expect(await report(Buffer.from(text, 'utf16le'), 'utf-16le')).toBe('Zyste – links,\n右腎');
    await expectCodedError(report(Buffer.from(text, 'utf16le')), 'TFM_COHORT_TABLE');
    const western = Buffer.from('id,ct,report\na,scans/b.nii,Normal \x96 \xe9\n', 'latin1');
    expect(await report(western, 'windows-1252')).toBe('Normal – é');
    await expect(report(western)).rejects.toMatchObject({
      code: 'TFM_COHORT_ROW',
      where: { exam: 'a', file, line: 2 },
    });
  });
});

describe('broken rows of a table', () => {
  it('are errors of their own with file and line, and the others are done', async () => {
    const file = join(root, 'broken.csv');
    const rows = Array.from({ length: 100 }, (_, index) => `e${index + 1},scans/b.nii,"Report\nof ${index + 1}."`);
    rows[9] = 'e10,scans/b.nii';
    rows[29] = ',scans/b.nii,No id.';
    rows[49] = 'e1,scans/b.nii,Twice.';
    rows[69] = 'e70,,No CT.';
    rows[89] = 'A report, with commas, and no id.,scans/b.nii,x,y';
    await writeFile(
      file,
      ['id,ct,report', ...rows, 'e101,scans/b.nii,"never closes', 'e102,scans/b.nii,Last.'].join('\n'),
    );
    const cohort = cohortOf({ table: file });
    const list = await cohort.list();
    expect(list).toHaveLength(102);
    expect(list.at(-1)?.id).toBe('e102');
    expect(await failuresOf(cohort)).toEqual([
      'e10 open TFM_COHORT_ROW 20',
      'line-59 open TFM_COHORT_ROW 59',
      'e1.line-98 open TFM_COHORT_ID_TWICE 98',
      'e70 open TFM_COHORT_ROW 137',
      'line-176 open TFM_COHORT_ROW 176',
      'e101 open TFM_COHORT_ROW 197',
    ]);
    const repaired = (await readFile(file, 'utf8')).replace('e70,,', 'e70,scans/b.nii,');
    await writeFile(file, repaired);
    const changed = (await cohortOf({ table: file }).list()).filter(
      ({ revisions }, index) => revisions?.ct !== list[index].revisions?.ct,
    );
    expect(changed.map(({ id }) => id)).toEqual(['e70']);
  });

  it('swallow no other row by a quote, nor turn the rest of their text into rows', async () => {
    const file = join(root, 'quotes.csv');
    const row = (id: string, report: string) => `${id},scans/b.nii,"${report}"`;
    const rows = [
      row('e1', 'One.\nTwo.'),
      'e2,scans/b.nii,"Never closes.',
      row('e3', 'Three.'),
      row('e4', 'A "simple" cyst.\nNo stone, e5, or mass.'),
      row('e5', 'Says ""e6"",\nand e7.'),
      'e6,scans/b.nii,"Never closes,\neither.',
      row('e7', 'Seven.'),
      'e8,scans/b.nii,A "simple" cyst.',
    ];
    await writeFile(file, ['id,ct,report', ...rows].join('\r\n'));
    const cohort = cohortOf({ table: file });
    const ids = (await cohort.list()).map(({ id }) => id);
    expect(ids).toEqual(['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7', 'e8']);
    expect(await failuresOf(cohort)).toEqual([
      'e2 open TFM_COHORT_ROW 4',
      'e4 open TFM_COHORT_ROW 6',
      'e6 open TFM_COHORT_ROW 10',
    ]);
    await expect(cohort.open('e4')).rejects.toThrow(/does not close in it; the lines to 7 were left out/);
    const report = async (id: string) => (await cohort.open(id)).report();
    expect(await report('e3')).toBe('Three.');
    expect(await report('e5')).toBe('Says "e6",\nand e7.');
    expect(await report('e7')).toBe('Seven.');
    expect(await report('e8')).toBe('A "simple" cyst.');
  });

  it('never put a patient into two splits', async () => {
    const file = join(root, 'straddling.csv');
    await writeFile(file, 'id,patient,ct,split\na,p,x,train\nb,p,x,test\n');
    await expect(cohortOf({ table: file }).list()).rejects.toMatchObject({
      code: 'TFM_COHORT_SPLIT',
      where: { file, line: 3, exam: 'b' },
    });
    expect(new Set((await cohortOf({ table: file, split: 'train' }).list()).map(({ split }) => split)).size).toBe(1);
    await writeFile(file, 'id,patient,ct\na,p,x\nb,p,x\nc,p,x\n');
    expect(new Set((await cohortOf({ table: file }).list()).map(({ split }) => split)).size).toBe(1);
  });
});
