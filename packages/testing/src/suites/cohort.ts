import type { Cohort } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { expectLabelMap, expectVolume } from '../expect-volume.ts';

export interface CohortSubject {
  /** A new instance with at least two exams that can all be read. */
  readonly make: () => Cohort | Promise<Cohort>;
}

/** Checks a cohort: a stable list, splits by patient, sound volumes in HU, label maps on their grid. */
export function describeCohort(name: string, { make }: CohortSubject): void {
  describe(`cohort ${name}`, () => {
    it('lists the same exams in the same order every time', async () => {
      const list = await (await make()).list();
      expect(list.length).toBeGreaterThan(1);
      expect(await (await make()).list()).toEqual(list);
      for (const { id } of list) expect(id).toMatch(/^[A-Za-z0-9._-]+$/);
      expect(new Set(list.map((exam) => exam.id)).size).toBe(list.length);
    });

    it('keeps the exams of a patient in one split', async () => {
      const splits = new Map<string, string>();
      for (const { patient, split } of await (await make()).list()) {
        expect(['train', 'validation', 'test']).toContain(split);
        expect(splits.get(patient) ?? split, patient).toBe(split);
        splits.set(patient, split);
      }
    });

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
  });
}

function rangeOf(data: Iterable<number>): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
