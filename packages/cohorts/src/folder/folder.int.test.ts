import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolumeFiles, type ExamTruth, type LabelMap } from '@totalfm/core';
import { createNiftiReader, writeNifti } from '@totalfm/imaging';
import { describeCohort, describeComponent, expectCodedError, testTorso } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolderCohort, folderCohort, folderOptions } from './index.ts';

const { ct, labelMap } = testTorso();
const air = { ...ct, data: ct.data.map((hu) => (hu === -100 ? -1000 : hu)) };
const truth: ExamTruth = {
  findings: [{ finding: 'renal_cyst', organ: 'kidney', side: 'left', sizeMm: 12, centreMm: [30, 20, -50] }],
  assessed: ['renal_cyst', 'hepatic_cyst'],
  phase: 'portal',
};
const base = await mkdtemp(join(tmpdir(), 'totalfm-folder-'));
const root = join(base, 'cohort');
afterAll(() => rm(base, { recursive: true }));

async function writeExam(name: string, files: Record<string, string>, into = root): Promise<string> {
  const dir = join(into, name);
  await mkdir(dir, { recursive: true });
  await writeNifti(join(dir, 'ct.nii.gz'), air);
  await writeNifti(join(dir, 'segmentation.nii.gz'), labelMap.volume);
  for (const [file, text] of Object.entries(files)) await writeFile(join(dir, file), text);
  return dir;
}

const nifti = createVolumeFiles([createNiftiReader()]);
const cohortOf = (options: Record<string, unknown> = {}, files = nifti) =>
  createFolderCohort(folderOptions.parse({ root, ...options }), files);

beforeAll(async () => {
  await writeExam('a1', {
    'report.txt': 'Cyst in the left kidney.\n',
    'exam.json': '{"patient": "p-1", "scanner": "x"}',
    'truth.json': JSON.stringify(truth),
  });
  await writeExam('a2', { 'report.txt': 'No cyst.', 'exam.json': '{"patient": "p-1"}' });
  await writeExam('b 1', { 'report.txt': 'Normal – “unremarkable”.' });
  await mkdir(join(root, '.cache'));
});

describeComponent(folderCohort);
describeCohort('folder', {
  make: () => cohortOf(),
  onDisk: {
    root,
    open: (copy) => cohortOf({ root: copy }),
    exam: {
      id: 'a1',
      folder: 'a1',
      files: { ct: 'ct.nii.gz', labels: 'segmentation.nii.gz', report: 'report.txt', truth: 'truth.json' },
    },
  },
});

describe('folder cohort', () => {
  it('reads everything that an exam’s folder holds', async () => {
    const exam = await cohortOf().open('a1');
    expect(exam).toMatchObject({ id: 'a1', patient: 'p-1' });
    expect((await exam.ct()).data).toEqual(air.data);
    expect(await exam.report()).toBe('Cyst in the left kidney.\n');
    expect(await exam.truth?.()).toEqual(truth);
    const labels = (await exam.labelMap?.()) as LabelMap;
    expect(labels.volume.data).toEqual(labelMap.volume.data);
    expect(labels.names.get(5)).toBe('liver');
    expect((await cohortOf().open('b_1')).truth).toBeUndefined();
  });

  it('splits patients by hash, the same way whoever else is there', async () => {
    const splits = async (options = {}) =>
      Object.fromEntries((await cohortOf(options).list()).map(({ id, split }) => [id, split]));
    const all = await splits();
    expect(all.a1).toBe(all.a2);
    expect(await splits({ split: 'test' })).toEqual({ a1: 'test', a2: 'test', b_1: 'test' });
    expect(await splits({ fractions: { train: 0, validation: 1, test: 0 } })).toEqual({
      a1: 'validation',
      a2: 'validation',
      b_1: 'validation',
    });
    expect(() => folderOptions.parse({ root, fractions: { train: 0.9 } })).toThrow(/sum to 1/);
  });

  it('takes splits from a file, and insists that it is complete and keeps patients together', async () => {
    const withFile = async (file: string, text: string) => {
      const copy = join(base, `split-${Math.abs(hash(text))}`);
      await cp(root, copy, { recursive: true });
      await writeFile(join(copy, file), text);
      return (await cohortOf({ root: copy }).list()).map(({ split }) => split);
    };
    const expected = ['test', 'test', 'validation'];
    expect(
      await withFile('split.csv', '\ufeffexam,split\r\na1,test\r\na2,test\r\n"b_1",val\r\nelsewhere,train\r\n'),
    ).toEqual(expected);
    expect(await withFile('split.csv', 'patient,split\np-1,test\nb_1,validation\n')).toEqual(expected);
    expect(await withFile('splits.json', '{"train": [], "validation": ["b_1"], "test": ["p-1"]}')).toEqual(expected);
    for (const [file, text] of [
      ['split.csv', 'exam,split\na1,test\na2,train\nb_1,test\n'],
      ['split.csv', 'exam,split\na1,test\n'],
      ['split.csv', 'exam,split\na1,holdout\n'],
      ['split.csv', 'id;split\n'],
      ['split.csv', 'exam,split\na1,test\na1,test\n'],
      ['splits.json', '{"train": "a1"}'],
      ['splits.json', '{'],
      ['splits.json', '{"train":["p-1"],"test":["p-1","b_1"]}'],
    ])
      await expectCodedError(withFile(file, text), 'TFM_FOLDER_SPLIT');
  });

  it('reads one mask a structure, in either folder', async () => {
    for (const name of ['segmentation', 'segmentations']) {
      const dir = await writeExam(name, { 'report.txt': 'x' }, join(base, 'masks'));
      await rm(join(dir, 'segmentation.nii.gz'));
      await mkdir(join(dir, name));
      for (const [label, structure] of [
        [5, 'liver'],
        [3, 'kidney_left'],
        [2, 'thymus'],
      ] as const) {
        await writeNifti(join(dir, name, `${structure}.nii.gz`), {
          ...labelMap.volume,
          data: Uint8Array.from(labelMap.volume.data, (value) => (value === label ? 1 : 0)),
        });
      }
    }
    const cohort = cohortOf({ root: join(base, 'masks') });
    for (const { id } of await cohort.list()) {
      const labels = (await (await cohort.open(id)).labelMap?.()) as LabelMap;
      expect([...labels.names]).toEqual([
        [3, 'kidney_left'],
        [5, 'liver'],
        [118, 'thymus'],
      ]);
      expect(labels.volume.data).toEqual(Uint8Array.from(labelMap.volume.data, (label) => (label === 2 ? 118 : label)));
    }
    await writeNifti(join(base, 'masks/segmentation/segmentation/spleen.nii.gz'), {
      ...labelMap.volume,
      spacing: [4, 4, 5],
    });
    await expectCodedError((await cohort.open('segmentation')).labelMap?.() as Promise<unknown>, 'TFM_FOLDER_MASKS');
  });

  it('has a code for each thing that can be wrong with an exam, and the others can still be read', async () => {
    const bad = join(base, 'bad');
    await writeExam('good', { 'report.txt': 'Normal.' }, bad);
    await writeExam('no-report', {}, bad);
    await writeExam('empty-report', { 'report.txt': ' \n' }, bad);
    await writeExam('not-text', {}, bad);
    await writeFile(join(bad, 'not-text/report.txt'), Buffer.from([0x4e, 0xff, 0xfe, 0x00]));
    await writeExam('bad-exam', { 'exam.json': '{"patient": 7}' }, bad);
    await writeExam('bad-truth', { 'truth.json': '{"findings": [{"finding": "x"}], "assessed": []}' }, bad);
    await writeExam('bad-ct', { 'ct.nii.gz': 'this is not a CT', 'report.txt': 'x' }, bad);
    await mkdir(join(bad, 'nothing'));
    const cohort = cohortOf({ root: bad });
    const exam = (id: string) => cohort.open(id);
    expect((await cohort.list()).map(({ id }) => id)).toContain('bad-exam');
    expect(await (await exam('good')).report()).toBe('Normal.');
    expect(await (await exam('no-report')).report()).toBeUndefined();
    // Whoever reads reports takes it as none.
    expect(await (await exam('empty-report')).report()).toBe(' \n');
    await expectCodedError((await exam('not-text')).report(), 'TFM_FOLDER_REPORT');
    await expectCodedError(exam('bad-exam'), 'TFM_FOLDER_EXAM_FILE');
    await expectCodedError((await exam('bad-truth')).truth?.() as Promise<unknown>, 'TFM_FOLDER_EXAM_FILE');
    await expectCodedError((await exam('nothing')).ct(), 'TFM_FOLDER_CT_MISSING');
    expect((await exam('nothing')).labelMap).toBeUndefined();
    await expect((await exam('bad-ct')).ct()).rejects.toMatchObject({
      code: 'TFM_VOLUME_FORMAT',
      where: { exam: 'bad-ct', file: join(bad, 'bad-ct/ct.nii.gz') },
    });
  });

  it('reads reports, patients and splits of UTF-16 with its mark', async () => {
    const dir = join(base, 'utf-16');
    const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
    await writeExam('little', {}, dir);
    await writeFile(join(dir, 'little/report.txt'), utf16('Cyst – left.'));
    await writeFile(join(dir, 'little/exam.json'), utf16('{"patient": "p"}'));
    await writeExam('big', {}, dir);
    await writeFile(join(dir, 'big/report.txt'), utf16('Cyst – left.').swap16());
    await writeFile(join(dir, 'split.csv'), utf16('exam,split\r\nlittle,test\r\nbig,train\r\n'));
    const cohort = cohortOf({ root: dir });
    expect((await cohort.list()).map(({ id, patient, split }) => [id, patient, split])).toEqual([
      ['big', 'big', 'train'],
      ['little', 'p', 'test'],
    ]);
    for (const id of ['little', 'big']) expect(await (await cohort.open(id)).report()).toBe('Cyst – left.');
  });

  it('reads reports of the encoding that it is told, and says what others look like', async () => {
    const dir = join(base, 'shift-jis');
    await writeExam('a', {}, dir);
    const report = Buffer.from(
      '8945907482c99458964582f0944682df82dc82b781428acc919f82c988d98fed82f0944682df82dc82b982f18142',
      'hex',
    );
    await writeFile(join(dir, 'a/report.txt'), report);
    const read = async (encoding?: string) => (await cohortOf({ root: dir, encoding }).open('a')).report();
    expect(await read('Shift_JIS')).toBe('右腎に嚢胞を認めます。肝臓に異常を認めません。');
    await expect(read()).rejects.toMatchObject({
      code: 'TFM_FOLDER_REPORT',
      message: expect.stringContaining('is not utf-8 text; it looks like shift_jis') as string,
      fix: expect.stringContaining('cohort.encoding: shift_jis') as string,
      where: { exam: 'a', option: 'encoding' },
    });
    expect(() => folderOptions.parse({ root: dir, encoding: 'klingon' })).toThrow(/no encoding of this name/);
  });

  it('has a code for a root that is no cohort', async () => {
    await expectCodedError(cohortOf({ root: join(base, 'none') }).list(), 'TFM_FOLDER_ROOT');
    await mkdir(join(base, 'empty'));
    await expectCodedError(cohortOf({ root: join(base, 'empty') }).list(), 'TFM_FOLDER_ROOT');
    await mkdir(join(base, 'twice/a b'), { recursive: true });
    await mkdir(join(base, 'twice/a_b'));
    await expectCodedError(cohortOf({ root: join(base, 'twice') }).list(), 'TFM_FOLDER_EXAM_NAMES');
  });
});

const data = join(process.env.TOTALFM_TEST_DATA ?? join(import.meta.dirname, '../../../../../shared/data'), 'ct');
describe.skipIf(!existsSync(data))('real CTs as a folder cohort', () => {
  it('reads them where they lie', async () => {
    const cohort = cohortOf({ root: data });
    const exam = await cohort.open('abdomen-3mm');
    const labels = (await exam.labelMap?.()) as LabelMap;
    expect(labels.volume.size).toEqual((await exam.ct()).size);
    expect(labels.names.get(5)).toBe('liver');
    await expectCodedError((await cohort.open('liver-dicom')).ct(), 'TFM_FOLDER_CT_MISSING');
  });
});

const hash = (text: string) => [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 7);
