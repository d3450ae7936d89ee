import { pairColumnsOf, testExamPairs, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { placeOfPair } from './pair-places.ts';

const columnsOf = (pairs: ReturnType<typeof testPairs>) => pairColumnsOf(pairs.map(({ row }) => row));

describe('the place of a pair', () => {
  it('is told by its key', () => {
    const columns = columnsOf(testPairs({ exams: 3 }));
    expect(placeOfPair(columns, 'exam-001/kidney_left')).toBe(4);
    expect(placeOfPair(columns, 'exam-001/spleen')).toBeUndefined();
    expect(placeOfPair(columns, 'exam-009/liver')).toBeUndefined();
  });

  it('is that of the whole exam for a part that it was asked about', () => {
    const columns = columnsOf(testExamPairs({ exams: 3 }));
    expect(placeOfPair(columns, 'exam-001/exam')).toBe(1);
    expect(placeOfPair(columns, 'exam-001/kidney_left')).toBe(1);
    expect(placeOfPair(columns, 'exam-009/liver')).toBeUndefined();
  });
});
