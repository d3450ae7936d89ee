import type { PairFinding, PairRow } from '@totalfm/core';
import { testAnatomy, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { reusableSentences, withoutHeading } from './reusable-sentences.ts';

const [, { row: left }] = testPairs({ exams: 1 });
const stated = (text: string, ...statements: Partial<PairFinding>[]): PairRow => ({
  ...left,
  sentences: [text],
  findings: statements.map((one) => {
    return { organ: 'kidney', finding: 'renal_cyst', state: 'present', sides: [], confidence: 1, sentence: 0, ...one };
  }),
});
const reused = (...given: Parameters<typeof stated>) =>
  reusableSentences(stated(...given), testAnatomy).map(({ text }) => text);

describe('sentences for other exams', () => {
  it('are of one organ and side, without sizes, comparisons and headings', () => {
    expect(reused('Kidneys: A 12 mm cyst on the left, unchanged from prior.', { sides: ['left'] })).toEqual([
      'A cyst on the left.',
    ]);
    expect(
      reusableSentences(stated('Cyst without stone.', {}, { finding: 'renal_stone', state: 'absent' }), testAnatomy),
    ).toEqual([{ text: 'Cyst without stone.', findings: ['renal_cyst'], denies: ['renal_stone'], normal: false }]);
    expect(
      reused('The kidneys are normal.', { finding: undefined, state: 'absent', sides: ['left', 'right'] }),
    ).toEqual(['The kidneys are normal.']);
  });

  it('are no others', () => {
    expect(reused('Bilateral renal cysts.', { sides: ['left', 'right'] })).toEqual([]);
    expect(reused('Possible cyst.', { state: 'uncertain' })).toEqual([]);
    expect(reused('Something is seen.', { finding: undefined })).toEqual([]);
    expect(reused('Normal liver and kidneys.', { finding: undefined, state: 'absent' })).toEqual([]);
    expect(reused('The cyst measures 12 mm.', {})).toEqual([]);
    expect(reused('Kidneys: Unremarkable.', { finding: undefined, state: 'absent' })).toEqual([]);
    expect(reused('The kidneys are otherwise normal.', { finding: undefined, state: 'absent' })).toEqual([]);
    expect(reused('Nothing is said of this.')).toEqual([]);
  });

  it('lose a heading, and nothing that is none', () => {
    expect(withoutHeading('KIDNEYS AND URETERS: cyst on the left.')).toBe('Cyst on the left.');
    expect(withoutHeading('There is a cyst. Note: benign.')).toBe('There is a cyst. Note: benign.');
  });
});
