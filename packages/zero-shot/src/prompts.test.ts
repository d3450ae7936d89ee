import { testAnatomy } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { canScore, filledPrompts, fillPrompt, findingsOf } from './prompts.ts';

const kidney = { name: 'kidney' };

describe('prompts', () => {
  it.each([
    ['A {side} renal cyst.', 'left', 'A left renal cyst.'],
    ['A {side} renal cyst.', undefined, 'A renal cyst.'],
    ['The {side} {organ} is normal.', 'right', 'The right kidney is normal.'],
    ['{side} nephrolithiasis.', undefined, 'Nephrolithiasis.'],
    ['Moderate {side}-sided hydronephrosis.', undefined, 'Moderate hydronephrosis.'],
    ['There is no nephrolithiasis on the {side}.', undefined, 'There is no nephrolithiasis.'],
  ] as const)('fills %s for side %s', (prompt, side, filled) => expect(fillPrompt(prompt, kidney, side)).toBe(filled));

  it('are those that state a finding, and those that it is held against', () => {
    const [cyst] = findingsOf(testAnatomy);
    const of = (negatives: 'none' | 'absent' | 'normal' | 'both') => filledPrompts(cyst, undefined, negatives);
    expect(of('both').negative).toEqual([...of('absent').negative, ...of('normal').negative]);
    expect(of('normal').negative).toEqual(['The liver is normal.']);
    expect(of('none')).toEqual({ present: cyst.finding.prompts.present, negative: [] });
    expect([canScore(of('none'), 'none'), canScore(of('none'), 'both')]).toEqual([true, false]);
  });
});
