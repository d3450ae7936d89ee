import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorRecord, Secrets, Volume } from '@totalfm/core';
import { createVolumeFiles } from '@totalfm/core';
import { createDicomReader, writeDicomSeries } from '@totalfm/imaging';
import { describeCohort, describeComponent, expectCodedError } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDicomCohort, dicomCohort, dicomCohortOptions } from './index.ts';

const base = await mkdtemp(join(tmpdir(), 'totalfm-dicom-cohort-'));
const root = join(base, 'pacs');
afterAll(() => rm(base, { recursive: true }));

const files = createVolumeFiles([createDicomReader()]);
const secrets: Secrets = {
  get: (name) => (name === 'KEY' ? 'a long secret' : undefined),
  require: (name) => (name === 'KEY' ? 'a long secret' : expect.fail(`no ${name}`)),
};
const cohortOf = (options: Record<string, unknown> = {}) =>
  createDicomCohort(dicomCohortOptions.parse({ root, ...options }), { files, secrets });

/** A body in air, brighter from slice to slice. */
const ct = (slices: number, hu = 0): Volume<Int16Array> => ({
  size: [8, 8, slices],
  spacing: [2, 2, 3],
  origin: [-8, -8, 100],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  data: Int16Array.from({ length: 64 * slices }, (_, i) => (i % 8 < 2 ? -1000 : hu + 40 + (i >> 6))),
});
const study = (accessionNumber: string, patientId: string, description = 'venous') => ({
  patientId,
  accessionNumber,
  study: accessionNumber,
  description,
});

beforeAll(async () => {
  await writeDicomSeries(join(root, 'p1/A1'), ct(9), study('A1', 'P1'));
  await writeDicomSeries(join(root, 'p1/A2'), ct(10), study('A2', 'P1'));
  await writeDicomSeries(join(root, 'p2/A3'), ct(11), study('A3', 'P2'));
  await writeFile(join(root, 'p2/notes.txt'), 'nothing');
  await writeFile(join(base, 'reports.csv'), 'Accession Number,report\nA1,Normal liver.\nA3,"A cyst, left."\n');
});

describeComponent(dicomCohort);
describeCohort('dicom', { make: () => cohortOf({ reports: join(base, 'reports.csv') }) });

describe('a tree of DICOM studies', () => {
  it('is exams by study, of patients whose ids nobody can read', async () => {
    const list = await cohortOf({ key: 'KEY' }).list();
    expect(list).toHaveLength(3);
    expect(JSON.stringify(list)).not.toMatch(/A1|P1|P2/);
    expect(new Set(list.map(({ patient }) => patient)).size).toBe(2);
    const others = await cohortOf().list();
    for (const { id, patient } of list)
      expect(others.some((one) => one.id === id || one.patient === patient)).toBe(false);
    expect(await cohortOf({ key: 'KEY' }).list()).toEqual(list);
  });

  it('finds reports by accession number, in tables and in folders of texts', async () => {
    const textsOf = async (reports: string) => {
      const cohort = cohortOf({ reports });
      const open = async ({ id }: { readonly id: string }) => (await cohort.open(id)).report();
      return (await Promise.all((await cohort.list()).map(open))).sort();
    };
    expect(await textsOf(join(base, 'reports.csv'))).toEqual(['A cyst, left.', 'Normal liver.', undefined]);
    await cp(root, join(base, 'texts'), { recursive: true });
    await writeFile(join(base, 'texts/A2.txt'), 'Spleen: normal.');
    expect(await textsOf(join(base, 'texts'))).toEqual(['Spleen: normal.', undefined, undefined]);
    await expectCodedError(textsOf(join(base, 'nowhere')), 'TFM_COHORT_ROOT');
  });

  it('reads the best series of a study, and says why', async () => {
    const several = join(base, 'several');
    await writeDicomSeries(join(several, 'one/thick'), ct(9), study('A1', 'P1', 'arterial'));
    const more = { ...study('A1', 'P1', 'portal venous'), series: 'second' };
    await writeDicomSeries(join(several, 'one/venous'), ct(12, 60), more);
    const cohort = cohortOf({ root: several });
    const [{ id }] = await cohort.list();
    const warnings: ErrorRecord[] = [];
    const volume = await (await cohort.open(id)).ct(undefined, (warning) => void warnings.push(warning));
    expect(volume.size[2]).toBe(12);
    expect(volume.phase).toBe('portal-venous');
    expect(warnings.map(({ code }) => code)).toEqual(['TFM_DICOM_SERIES']);
    expect(warnings[0].message).toMatch(/portal-venous.*because of the phase/);
    const arterial = cohortOf({ root: several, phases: ['arterial'] });
    expect((await (await arterial.open((await arterial.list())[0].id)).ct()).size[2]).toBe(9);
  });

  it('tells a changed image, and nothing else', async () => {
    const copy = join(base, 'copy');
    await cp(root, copy, { recursive: true });
    await writeFile(join(copy, 'p1/A1/note.txt'), 'looked at');
    const revisions = async (at: string) => (await cohortOf({ root: at }).list()).map(({ revisions }) => revisions?.ct);
    expect(await revisions(copy)).toEqual(await revisions(root));
    await rm(join(copy, 'p2/A3/0011.dcm'));
    const [before, after] = [await revisions(root), await revisions(copy)];
    expect(after.filter((one, index) => one !== before[index])).toHaveLength(1);
    await expectCodedError(cohortOf({ root: join(copy, 'p2/notes.txt') }).list());
  });
});
