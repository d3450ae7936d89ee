import { describe, expect, it } from 'vitest';
import { listExam } from './listing.ts';
import { phantomOptions } from './options.ts';
import { createPhantomCohort } from './phantom-cohort.ts';
import { catalogue } from './plan/catalogue.ts';
import { planExam } from './plan/exam-plan.ts';

const options = phantomOptions.parse({});
const exams = Array.from({ length: 2400 }, (_, index) => listExam(index, options));

describe('the list of phantom exams', () => {
  it('splits by patient, in the shares asked for', () => {
    const splits = new Map<string, string>();
    for (const { patient, split } of exams) {
      expect(splits.get(patient) ?? split).toBe(split);
      splits.set(patient, split);
    }
    for (const [split, share] of Object.entries(options.splits)) {
      expect([...splits.values()].filter((value) => value === split).length / splits.size, split).toBeCloseTo(share, 1);
    }
    expect((exams.length - splits.size) / splits.size).toBeCloseTo(options.followUps, 1);
  });

  it('has findings about as often as its catalogue says, and more with a factor', () => {
    const plans = exams.map((exam) => planExam({ ...exam, seed: options.seed, prevalence: 1 }));
    for (const { finding, prevalence, sex, unless } of catalogue) {
      const within = plans.filter(
        ({ patient, findings }) => (!sex || patient.sex === sex) && !(unless && findings.has(unless)),
      );
      const share = within.filter(({ findings }) => findings.has(finding)).length / within.length;
      expect(Math.abs(share - prevalence), finding).toBeLessThan(0.045);
    }
    const doubled = exams
      .slice(0, 600)
      .map((exam) => planExam({ ...exam, seed: options.seed, prevalence: 2 }).findings.size);
    const single = plans.slice(0, 600).map(({ findings }) => findings.size);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(doubled) / sum(single)).toBeGreaterThan(1.6);
  });

  it('draws all but the phase the same where the phase is given', () => {
    for (const exam of exams.slice(0, 20)) {
      const request = { ...exam, seed: options.seed, prevalence: 1 };
      expect(planExam({ ...request, phase: 'plain' })).toEqual({ ...planExam(request), phase: 'plain' });
    }
  });

  it('comes in parts that share no patient, of one cohort', async () => {
    const none = { organs: [], custom: [] } as never;
    const listOf = (first: number, count: number) =>
      createPhantomCohort(phantomOptions.parse({ first, exams: count }), none).list();
    const [whole, one, other] = await Promise.all([listOf(0, 10), listOf(0, 6), listOf(6, 4)]);
    expect([...one, ...other]).toEqual(whole);
    const patients = new Set(one.map(({ patient }) => patient));
    expect(other.filter(({ patient }) => patients.has(patient))).toEqual([]);
  });

  it('gives a patient the same body and most of the same chronic findings in the second exam', () => {
    const second = exams.filter(({ visit }) => visit === 1);
    expect(second.length).toBeGreaterThan(50);
    for (const exam of second) {
      const [first, later] = [exams[exam.index - 1], exam].map((one) =>
        planExam({ ...one, seed: options.seed, prevalence: 1 }),
      );
      expect(later.patient).toEqual(first.patient);
      expect(later.prior?.findings).toEqual(first.findings);
      for (const { finding, course } of catalogue)
        if (course === 'chronic' && first.findings.has(finding))
          expect(later.findings.has(finding), finding).toBe(true);
    }
  });
});
