import type { CaseScore } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { commonCases } from './common-cases.ts';

const exams = Array.from({ length: 12 }, (_, index) => `e${index}`);
/** The left kidney of every third exam has a cyst. */
const sided = (seen: boolean): CaseScore[] =>
  exams.flatMap((exam, index) =>
    (['left', 'right'] as const).map((side) => {
      const label = side === 'left' && index % 3 === 0;
      return {
        exam,
        patient: exam,
        pair: `${exam}/kidney_${side}`,
        target: 'cyst',
        label,
        score: Number(seen && label),
      };
    }),
  );
const ofScans = exams.map(
  (exam, index): CaseScore => ({
    ...{ exam, patient: exam, pair: `${exam}/body`, target: 'cyst', label: index % 3 === 0, score: 0 },
  }),
);

const shared = (...runs: readonly (readonly CaseScore[])[]) => {
  const [{ byRun, disagreements }] = commonCases(runs);
  return {
    cases: byRun[0]!.length,
    positives: byRun.map((own) => own!.filter(({ label }) => label).length),
    disagreements,
  };
};

describe('cases of sides', () => {
  it('are held against the same sides, and against whole scans by exam', () => {
    const sides = { cases: 24, positives: [4, 4], disagreements: 0 };
    const scans = { cases: 12, positives: [4, 4], disagreements: 0 };
    expect(shared(sided(true), sided(false))).toEqual(sides);
    expect(shared(sided(true), ofScans)).toEqual(scans);
    expect(shared(ofScans, sided(true))).toEqual(scans);
  });

  it('of which one run lacks some are those that both have', () => {
    const lefts = sided(false).filter(({ pair }) => pair!.endsWith('left'));
    expect(shared(sided(true), lefts)).toEqual({ cases: 12, positives: [4, 4], disagreements: 0 });
  });
});
