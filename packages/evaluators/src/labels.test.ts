import { defineOrgan, type PairFinding, type PairRow } from '@totalfm/core';
import { testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { examLabel, findingLabel, lesionLabel } from './labels.ts';

const finding = (id: string) => ({
  id,
  name: id,
  grade: 'focal' as const,
  terms: [id],
  prompts: { present: ['x'], absent: ['y'] },
});
const liver = defineOrgan({
  organ: 'liver',
  name: 'liver',
  structures: ['liver'],
  terms: ['liver'],
  findings: [finding('cyst'), finding('mass')],
  normal: ['Normal.'],
});
const [{ row: anyRow }] = testPairs({ exams: 1 });
const row = (states: PairRow['states'], rest: Partial<PairRow> = {}): PairRow => ({
  ...anyRow,
  truth: undefined,
  findings: [],
  states,
  ...rest,
});
const normality: PairFinding = {
  organ: 'liver',
  sentence: 0,
  state: 'absent',
  sides: [],
  confidence: 1,
};

describe('labels', () => {
  it('takes the truth before the report, finding by finding', () => {
    const both = row({ cyst: 'absent', mass: 'uncertain' }, { truth: { cyst: true } });
    expect(findingLabel(both, 'cyst')).toEqual({ state: 'present', source: 'truth' });
    expect(findingLabel(both, 'mass')).toEqual({ state: 'uncertain', source: 'report' });
    expect(findingLabel(both, 'stone')).toBeUndefined();
  });

  it('never calls an unmentioned finding absent', () => {
    expect(examLabel(['not-mentioned', 'not-mentioned'])).toBeUndefined();
    expect(examLabel(['not-mentioned', 'absent'])).toBe(false);
    expect(examLabel(['absent', 'uncertain'])).toBeUndefined();
    expect(examLabel(['uncertain', 'present'])).toBe(true);
  });

  it('calls an organ free of lesions where the report denies one or says that it is normal', () => {
    expect(lesionLabel(row({ cyst: 'absent', mass: 'not-mentioned' }), liver)?.state).toBe('absent');
    expect(
      lesionLabel(row({ cyst: 'not-mentioned', mass: 'not-mentioned' }, { findings: [normality] }), liver)?.state,
    ).toBe('absent');
    expect(lesionLabel(row({ cyst: 'not-mentioned', mass: 'not-mentioned' }), liver)?.state).toBe('not-mentioned');
    expect(lesionLabel(row({ cyst: 'absent', mass: 'present' }), liver)?.state).toBe('present');
    expect(lesionLabel(row({ stone: 'present' }), liver)).toBeUndefined();
  });
});
