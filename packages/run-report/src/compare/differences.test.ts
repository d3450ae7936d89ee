import type { CaseScore } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { pairedDifferences } from './differences.ts';

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

describe('cases of sides', () => {
  it('are held against the same sides, and against whole scans by exam', () => {
    for (const first of [sided(false), ofScans]) {
      const { macro, exams, disagreements } = pairedDifferences(sided(true), first);
      expect(macro(['cyst'])).toMatchObject({ value: 0.5, targets: 1 });
      expect([exams, disagreements]).toEqual([12, 0]);
    }
  });

  it('of which one run lacks some are those that both have', () => {
    const lefts = sided(false).filter(({ pair }) => pair!.endsWith('left'));
    const { macro, disagreements } = pairedDifferences(sided(true), lefts);
    expect([macro(['cyst'])!.value, disagreements]).toEqual([0.5, 0]);
  });
});
