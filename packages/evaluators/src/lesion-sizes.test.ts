import { createRandom } from '@totalfm/core';
import { testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { answersBy, examCases, type ExamCase } from './exam-cases.ts';
import { aurocBySize } from './lesion-sizes.ts';
import { measureTargets, type Target } from './measure.ts';

const settings = { resamples: 200, seed: 3 };
const random = createRandom('sizes');

/** Cases of one patient each, of which those with a size are positive; the larger a lesion, the higher its score. */
const cases = (sizes: readonly (number | undefined)[], first = 0): ExamCase[] =>
  sizes.map((sizeMm, index) => {
    const exam = `e${first + index}`;
    const lesion = sizeMm !== undefined && { sizeMm };
    return { exam, patient: exam, pair: exam, label: !!lesion, score: random.normal() + (sizeMm ?? 0) / 10, ...lesion };
  });
const many = (count: number, sizeMm?: number) => Array.from({ length: count }, () => sizeMm);
const target = (id: string, test: readonly ExamCase[], more: Partial<Target> = {}): Target => {
  return { ...{ id, name: id, grade: 'focal', test, validation: [] }, ...more };
};
const bySize = (...targets: readonly Target[]) =>
  aurocBySize(targets, settings) as unknown as
    | readonly { name: string; level: object; positives: number; findings: string[]; measures: { auroc: object } }[]
    | undefined;

describe('AUROC by the size of lesions', () => {
  it('is that of the finding, in the same resamples, where all lesions are of one bin', () => {
    const targets = [
      target('cyst', cases([...many(30), ...many(10, 9), ...many(10, 11)])),
      target('stone', cases([...many(20), ...many(12, 10)], 10), { grade: 'tiny' }),
      target('emphysema', cases([...many(20), ...many(20, 10)]), { grade: 'whole-organ' }),
      target('withheld', cases([...many(20), ...many(20, 10)]), { unseen: true }),
    ];
    const [bin, ...more] = bySize(...targets)!;
    expect(more).toEqual([]);
    expect(bin).toMatchObject({ name: '8–12 mm', level: { value: 10, unit: 'mm' }, positives: 32 });
    expect(bin.findings).toEqual(['cyst', 'stone']);
    const { measures } = measureTargets(targets, settings).mean('own', ({ id }) => bin.findings.includes(id));
    expect(bin.measures.auroc).toEqual(measures.auroc);
  });

  it('sets the lesions of a bin against all negative cases, and takes findings that have enough of them', () => {
    const test = cases([...many(30), ...many(6, 7.9), ...many(6, 8), ...many(5, 13), ...many(7, 40)]);
    const bins = bySize(target('cyst', test), target('stone', cases([...many(30), ...many(8, 3)], 60)))!;
    expect(bins.map(({ name, positives, findings }) => [name, positives, findings])).toEqual([
      ['below 8 mm', 14, ['cyst', 'stone']],
      ['8–12 mm', 6, ['cyst']],
      ['from 24 mm', 7, ['cyst']],
    ]);
    const own = test.filter(({ label, sizeMm }) => !label || sizeMm === 40);
    const [{ measures }] = measureTargets([target('cyst', own)], settings).targets;
    expect(bins[2].measures.auroc).toMatchObject({ value: measures.auroc.value });
  });

  it('is nothing where the truth has no sizes', () => {
    const unsized = cases([...many(30), ...many(20, 10)]).map(({ sizeMm: _, ...one }) => one);
    expect(bySize(target('cyst', unsized))).toBeUndefined();
  });

  it('goes by the largest lesion of a case: of both kidneys, where these are one', () => {
    const [, left, right] = testPairs({ exams: 1 }).map(({ row }) => row);
    const at = (row: typeof left, ...sizes: readonly number[]) => ({
      ...{ index: 0, vector: Float32Array.of(1) },
      row: {
        ...row,
        truth: { renal_cyst: sizes.length > 0 },
        truePlaces: [
          ...sizes.map((sizeMm) => ({ finding: 'renal_cyst', centreMm: [0, 0, 0] as const, sizeMm })),
          { finding: 'renal_stone', centreMm: [0, 0, 0] as const, sizeMm: 99 },
        ],
      },
    });
    const answers = answersBy([at(left, 8, 14), at(right, 21)], 'renal_cyst', () => 1);
    expect(examCases(answers, 'part').map(({ sizeMm }) => sizeMm)).toEqual([14, 21]);
    expect(examCases(answers, 'exam').map(({ sizeMm }) => sizeMm)).toEqual([21]);
    expect(
      examCases(
        answersBy([at(left)], 'renal_cyst', () => 1),
        'part',
      )[0],
    ).not.toHaveProperty('sizeMm');
  });
});
