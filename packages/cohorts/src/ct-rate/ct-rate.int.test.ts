import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ctRate18 } from '@totalfm/anatomy';
import type { Volume } from '@totalfm/core';
import { describeCohort, describeComponent, expectCodedError } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failuresOf, listen, niftiFiles, stored, torso, writeTree } from '../test-support/test-cohort.ts';
import { createCtRateCohort, ctRateCohort, ctRateOptions } from './index.ts';

const base = await mkdtemp(join(tmpdir(), 'totalfm-ct-rate-'));
const root = join(base, 'CT-RATE');
afterAll(() => rm(base, { recursive: true }));

const cohortOf = (options: Record<string, unknown> = {}) =>
  createCtRateCohort(ctRateOptions.parse({ root, ...options }), niftiFiles);

const reportHeader = 'VolumeName,ClinicalInformation_EN,Technique_EN,Findings_EN,Impressions_EN';
const reportRow = (name: string) => `${name}.nii.gz,Not given.,"CT, thin","No nodule.\nNo effusion.",Normal chest.`;
const labelHeader = ['VolumeName', ...ctRate18.labels.map(({ name }) => name)].join(',');
const labelRow = (name: string, ...present: number[]) =>
  [`${name}.nii.gz`, ...ctRate18.labels.map((_, index) => Number(present.includes(index)))].join(',');
const metadataHeader = 'VolumeName,Manufacturer,RescaleIntercept,RescaleSlope,XYSpacing,ZSpacing';
const metadataRow = (name: string, slope = '1.0', intercept = '-1024.0') =>
  `${name}.nii.gz,"A, B",${intercept},${slope},"[4.0, 4.0]",6.0`;

const table = (header: string, ...rows: string[]) => [header, ...rows].join('\n');
const path = (name: string, part = name.split('_')[0]) => {
  const [split, patient, scan] = name.split('_');
  return `${part}/${split}_${patient}/${split}_${patient}_${scan}/${name}.nii.gz`;
};
const scans = (names: readonly string[], volume: Volume, part?: string) =>
  Object.fromEntries(names.map((name) => [path(name, part), volume]));

const trained = ['train_1_a_1', 'train_1_a_2', 'train_1_b_2', 'train_10_a_1', 'train_2_a_1'];
const tables = {
  'radiology_text_reports/train_reports.csv': table(reportHeader, ...trained.map(reportRow)),
  'radiology_text_reports/validation_reports.csv': table(reportHeader, reportRow('valid_1_a_1')),
  'multi_abnormality_labels/train_predicted_labels.csv': table(
    labelHeader,
    ...trained.map((name) => labelRow(name, 1, 9)),
  ),
  'multi_abnormality_labels/valid_predicted_labels.csv': table(labelHeader, labelRow('valid_1_a_1')),
  'metadata/train_metadata.csv': table(metadataHeader, ...trained.map((name) => metadataRow(name))),
  'metadata/validation_metadata.csv': table(metadataHeader, metadataRow('valid_1_a_1')),
};

beforeAll(() => writeTree(root, { ...scans([...trained, 'valid_1_a_1'], stored(1, -1024)), ...tables }));

describeComponent(ctRateCohort);
describeCohort('ct-rate', {
  make: () => cohortOf(),
  onDisk: {
    root,
    open: (copy) => cohortOf({ root: copy }),
    exam: {
      id: 'valid_1_a_1',
      folder: 'valid/valid_1/valid_1_a',
      files: {
        ct: 'valid_1_a_1.nii.gz',
        report: '../../../radiology_text_reports/validation_reports.csv',
        truth: '../../../multi_abnormality_labels/valid_predicted_labels.csv',
      },
    },
  },
});

describe('ct-rate', () => {
  it('lists one reconstruction a scan, or what it is told, in natural order and from either root', async () => {
    const ids = async (options = {}) => (await cohortOf(options).list()).map(({ id }) => id);
    expect(await ids()).toEqual(['train_1_a_1', 'train_1_b_2', 'train_2_a_1', 'train_10_a_1', 'valid_1_a_1']);
    expect(await ids({ reconstruction: 'all' })).toHaveLength(6);
    expect(await ids({ reconstruction: 2 })).toEqual(['train_1_a_2', 'train_1_b_2']);
    await expectCodedError(cohortOf({ volumes: 'fixed' }).list(), 'TFM_COHORT_ROOT');
    await writeTree(join(base, 'above/dataset'), scans(['valid_3_a_1'], torso));
    expect(await ids({ root: join(base, 'above') })).toEqual(['valid_3_a_1']);
    await writeTree(join(base, 'above/dataset'), { ...scans(['valid_3_a_1'], torso, 'valid_fixed') });
    expect(await ids({ root: join(base, 'above') })).toEqual(['valid_3_a_1']);
    await writeTree(join(base, 'above/dataset'), { 'valid/valid_3_a_1.nii': torso });
    await expectCodedError(ids({ root: join(base, 'above') }), 'TFM_COHORT_ID_TWICE');
  });

  it('keeps a patient in one split: the data set’s validation is test, a share of its train validation', async () => {
    const splits = async (options = {}) =>
      Object.fromEntries((await cohortOf(options).list()).map(({ id, split }) => [id, split]));
    const all = await splits({ validation: 1 });
    expect(all).toMatchObject({ train_1_a_1: 'validation', train_1_b_2: 'validation', valid_1_a_1: 'test' });
    expect(await splits({ validation: 0, published: 'validation' })).toMatchObject({
      train_1_a_1: 'train',
      train_10_a_1: 'train',
      valid_1_a_1: 'validation',
    });
    expect(new Set(Object.values(await splits({ split: 'test' })))).toEqual(new Set(['test']));
    expect((await cohortOf().open('train_1_b_2')).patient).toBe('train_1');
  });

  it('reads reports by section, and 18 labels as the truth', async () => {
    const exam = await cohortOf().open('train_2_a_1');
    expect(await exam.report()).toBe('Findings:\nNo nodule.\nNo effusion.\n\nImpression:\nNormal chest.');
    const other = await cohortOf({ sections: ['clinical', 'findings'] }).open('train_2_a_1');
    expect(await other.report()).toBe('No nodule.\nNo effusion.');
    const truth = await exam.truth?.();
    expect(truth?.findings).toEqual([
      { finding: 'atherosclerosis', organ: 'aorta' },
      { finding: 'lung_nodule', organ: 'lung' },
    ]);
    expect(truth?.assessed).toHaveLength(18);
  });
});

describe('the voxels of ct-rate', () => {
  const one = async (volume: Volume, metadata: string, part = 'train') => {
    const dir = await mkdtemp(join(base, 'one-'));
    await writeTree(dir, { ...scans(['train_1_a_1'], volume, part), 'metadata/train_metadata.csv': metadata });
    const { heard, warn } = listen();
    const exam = await cohortOf({ root: dir }).open('train_1_a_1');
    return { ct: await exam.ct(undefined, warn), heard };
  };
  const codes = (heard: readonly { code: string }[]) => heard.map(({ code }) => code);

  it('are in HU by slope and intercept of the table, applied once', async () => {
    for (const [slope, intercept] of [
      [1, -1024],
      [1, -8192],
      [2, -1000],
      [1, 0],
    ]) {
      const row = metadataRow('train_1_a_1', String(slope), String(intercept));
      const { ct, heard } = await one(stored(slope, intercept), table(metadataHeader, row));
      expect(ct.data, `${slope} ${intercept}`).toEqual(torso.data);
      expect(heard).toEqual([]);
    }
    const half = await one(
      { ...torso, data: torso.data.map((hu) => (hu + 1024) * 2) },
      table(metadataHeader, metadataRow('train_1_a_1', '0.5')),
    );
    expect([...half.ct.data]).toEqual([...torso.data]);
  });

  it('stay as they are where they are in HU, and a warning says so unless the folder does', async () => {
    const rows = table(metadataHeader, metadataRow('train_1_a_1'));
    const already = await one(torso, rows);
    expect(already.ct.data).toEqual(torso.data);
    expect(codes(already.heard)).toEqual(['TFM_CT_RATE_HU']);
    expect(already.heard[0].message).toMatch(/As they are, 33\.3 % of the voxels lie in −1100 … −700/);
    const fixed = await one(torso, rows, 'train_fixed');
    expect([fixed.ct.data, fixed.heard]).toEqual([torso.data, []]);
    const notFixed = await one(stored(1, -1024), rows, 'train_fixed');
    expect([notFixed.ct.data, codes(notFixed.heard)]).toEqual([torso.data, ['TFM_CT_RATE_HU']]);
    const noRow = await one(torso, metadataHeader);
    expect([noRow.ct.data, codes(noRow.heard)]).toEqual([torso.data, ['TFM_CT_RATE_HU']]);
    await expectCodedError(one(stored(1, -1024), metadataHeader), 'TFM_CT_RATE_RESCALE');
  });

  it('lie as the table says where the header says otherwise', async () => {
    const rows = table(metadataHeader, 'train_1_a_1.nii.gz,x,-1024,1,"[0.7, 0.8]",1.5');
    const { ct, heard } = await one(stored(1, -1024), rows);
    expect(ct.spacing).toEqual([0.8, 0.7, 1.5]);
    expect(codes(heard)).toEqual(['TFM_CT_RATE_SPACING']);
    const fixed = await one(torso, rows, 'train_fixed');
    expect([fixed.ct.spacing, fixed.heard]).toEqual([torso.spacing, []]);
  });

  it('have another revision once the metadata says something else, and nothing else has', async () => {
    const dir = await mkdtemp(join(base, 'metadata-'));
    const list = () => cohortOf({ root: dir }).list();
    await writeTree(dir, { ...scans(trained, stored(1, -1024)), ...tables });
    const before = await list();
    const rows = trained.map((name) => metadataRow(name, '1.0', name === 'train_2_a_1' ? '-1000' : undefined));
    await writeFile(join(dir, 'metadata/train_metadata.csv'), table(metadataHeader, ...rows));
    const after = await list();
    expect(
      after.filter((exam, index) => exam.revisions?.ct !== before[index].revisions?.ct).map(({ id }) => id),
    ).toEqual(['train_2_a_1']);
    expect(after.map(({ revisions }) => ({ ...revisions, ct: '' }))).toEqual(
      before.map(({ revisions }) => ({ ...revisions, ct: '' })),
    );
  });
});

describe('broken tables of ct-rate', () => {
  it('are the errors of their exams, with file and line, and stop no other', async () => {
    const dir = join(base, 'broken');
    const names = Array.from({ length: 100 }, (_, index) => `train_${index + 1}_a_1`);
    const reports = names.map((name, index) => (index % 20 === 7 ? `${name}.nii.gz,only,three` : reportRow(name)));
    reports.push(`${names[1]}.nii.gz,,,Another,report`, `"${names[2]} never closes`);
    const labels = names.map((name, index) => (index === 30 ? labelRow(name).replace(/0$/, 'maybe') : labelRow(name)));
    await writeTree(dir, {
      ...scans(names, torso, 'train_fixed'),
      'radiology_text_reports/train_reports.csv': table(reportHeader, ...reports),
      'multi_abnormality_labels/train_predicted_labels.csv': table(labelHeader, ...labels.slice(0, 90)),
    });
    const cohort = cohortOf({ root: dir, volumes: 'fixed' });
    expect(await failuresOf(cohort)).toEqual([
      'train_2_a_1 report TFM_COHORT_ID_TWICE 197',
      'train_8_a_1 report TFM_COHORT_ROW 16',
      'train_28_a_1 report TFM_COHORT_ROW 55',
      'train_31_a_1 truth TFM_COHORT_ROW 32',
      'train_48_a_1 report TFM_COHORT_ROW 94',
      'train_68_a_1 report TFM_COHORT_ROW 133',
      'train_88_a_1 report TFM_COHORT_ROW 172',
    ]);
    expect((await cohort.open('train_95_a_1')).truth).toBeUndefined();
  });

  it('say which columns are missing, however others are spelled; and a scan without a row is told', async () => {
    const dir = join(base, 'columns');
    const file = 'radiology_text_reports/train_reports.csv';
    await writeTree(dir, {
      ...scans(['train_1_a_1', 'train_2_a_1'], torso, 'train_fixed'),
      [file]: 'volume_name,Findings,Impression EN\ntrain_1_a_1,A,B',
    });
    expect(await (await cohortOf({ root: dir }).open('train_1_a_1')).report()).toBe('Findings:\nA\n\nImpression:\nB');
    const { heard, warn } = listen();
    expect(await (await cohortOf({ root: dir }).open('train_2_a_1')).report(undefined, warn)).toBeUndefined();
    expect(heard).toMatchObject([
      { code: 'TFM_COHORT_ROW_MISSING', where: { exam: 'train_2_a_1', file: join(dir, file) } },
    ]);
    await writeTree(dir, { [file]: 'VolumeName,Text\ntrain_1_a_1,A' });
    await expect(cohortOf({ root: dir }).list()).rejects.toThrow(
      /no column `Findings_EN`, `Impressions_EN`; it has `VolumeName`, `Text`/,
    );
  });
});
