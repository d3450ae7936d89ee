import type { Anatomy } from '@totalfm/core';
import { describeCohort } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { catalogue, scanCatalogue } from './plan/catalogue.ts';
import { phantomOptions } from './options.ts';
import { createPhantomCohort } from './phantom-cohort.ts';
import { thyroid } from './test-support/thyroid.ts';

const coarse = { seed: 3, spacing: [8, 8, 10] };
const nobody: Anatomy = { organs: [] };

describeCohort('phantom', { make: () => createPhantomCohort(phantomOptions.parse({ exams: 4, ...coarse }), nobody) });

describe('phantom cohort', () => {
  it('gives an exam the same bytes however many exams there are and whichever is opened first', async () => {
    const few = createPhantomCohort(phantomOptions.parse({ exams: 5, ...coarse }), nobody);
    const many = createPhantomCohort(phantomOptions.parse({ exams: 500, ...coarse }), nobody);
    const ids = (await few.list()).map(({ id }) => id);
    expect(ids[3]).toBe('phantom-3-000003');
    const read = async (cohort: typeof few, id: string) => {
      const exam = await cohort.open(id);
      return {
        ...exam,
        ct: await exam.ct(),
        labels: (await exam.labelMap!()).volume,
        report: await exam.report(),
        truth: await exam.truth!(),
      };
    };
    const forwards = [await read(few, ids[1]), await read(few, ids[3])];
    const backwards = [await read(many, ids[3]), await read(many, ids[1])].reverse();
    forwards.forEach((exam, n) => {
      expect(Buffer.from(exam.ct.data.buffer).equals(Buffer.from(backwards[n].ct.data.buffer))).toBe(true);
      expect(Buffer.from(exam.labels.data.buffer).equals(Buffer.from(backwards[n].labels.data.buffer))).toBe(true);
      expect({ report: exam.report, truth: exam.truth, patient: exam.patient, split: exam.split }).toEqual({
        report: backwards[n].report,
        truth: backwards[n].truth,
        patient: backwards[n].patient,
        split: backwards[n].split,
      });
    });
    const other = await read(
      createPhantomCohort(phantomOptions.parse({ exams: 5, ...coarse, seed: 4 }), nobody),
      'phantom-4-000003',
    );
    expect(Buffer.from(other.ct.data.buffer).equals(Buffer.from(forwards[1].ct.data.buffer))).toBe(false);
  });

  it('places findings in LPS millimetres of the volume, on their side', async () => {
    const cohort = createPhantomCohort(phantomOptions.parse({ exams: 12, prevalence: 2, ...coarse }), nobody);
    for (const { id } of await cohort.list()) {
      const exam = await cohort.open(id);
      const { origin, size, spacing } = await exam.ct();
      const truth = await exam.truth!();
      expect(truth.assessed.every((finding) => catalogue.some((entry) => entry.finding === finding))).toBe(true);
      for (const { centreMm, side, finding } of truth.findings) {
        centreMm?.forEach((value, axis) => {
          expect(value, finding).toBeGreaterThan(origin[axis] - spacing[axis]);
          expect(value, finding).toBeLessThan(origin[axis] + size[axis] * spacing[axis]);
        });
        const middle = origin[0] + ((size[0] - 1) / 2) * spacing[0];
        if (side && centreMm) expect(centreMm[0] > middle, finding).toBe(side === 'left');
      }
    }
  });

  it('draws findings of the whole scan where it is asked to, and all else as it was', async () => {
    const cohortOf = (wholeScan: boolean) =>
      createPhantomCohort(
        phantomOptions.parse({ exams: 16, ...coarse, prevalence: 2, omission: 0, wholeScan }),
        nobody,
      );
    const [plain, whole] = [cohortOf(false), cohortOf(true)];
    const seen = { with: 0, without: 0 };
    for (const { id } of await plain.list()) {
      const [before, after] = [await plain.open(id), await whole.open(id)];
      const scan = scanCatalogue.map(({ finding }) => finding);
      const drawn = (await after.truth!()).findings.filter(({ finding }) => scan.includes(finding));
      const rest = (await after.truth!()).findings.filter(({ finding }) => !scan.includes(finding));
      expect(rest).toEqual((await before.truth!()).findings);
      expect((await before.truth!()).assessed).not.toContain('lymphadenopathy');
      expect((await after.truth!()).assessed).toEqual(expect.arrayContaining(scan));
      const bytes = async ({ ct }: typeof before) => Buffer.from((await ct()).data.buffer);
      const same = (await bytes(before)).equals(await bytes(after));
      expect(same).toBe(drawn.length === 0);
      seen[same ? 'without' : 'with']++;
      const told = /lymph|adenopathy|nodes|implants|caking|carcinomatosis|spread/i.test((await after.report()) ?? '');
      if (drawn.length > 0) expect(told).toBe(true);
    }
    expect(Math.min(seen.with, seen.without)).toBeGreaterThan(1);
  });

  it('draws and reports a plugin’s organ', async () => {
    const anatomy: Anatomy = { organs: [thyroid] };
    const cohort = createPhantomCohort(phantomOptions.parse({ exams: 6, ...coarse, omission: 0 }), anatomy);
    let nodules = 0;
    for (const { id } of await cohort.list()) {
      const exam = await cohort.open(id);
      const { volume, names } = await exam.labelMap!();
      expect(names.get(118)).toBe('parathyroid');
      expect([17, 118].map((label) => (volume.data as Uint8Array).includes(label))).toEqual([true, true]);
      const truth = await exam.truth!();
      expect(truth.assessed).toContain('thyroid_nodule');
      if (!truth.findings.some(({ finding, organ: where }) => finding === 'thyroid_nodule' && where === 'thyroid'))
        continue;
      nodules++;
      expect(await exam.report()).toMatch(/Thyroid nodule of \d/);
    }
    expect(nodules).toBeGreaterThan(2);
  });
});
