import { builtInOrgans } from '@totalfm/anatomy';
import { defineOrgan } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { fillPrompt, findingsOf, promptBankOf } from './prompts.ts';

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

  it('leaves no trace of a placeholder in any built-in prompt', () => {
    for (const { finding, organ } of findingsOf({ organs: builtInOrgans })) {
      for (const prompt of [...finding.prompts.present, ...finding.prompts.absent, ...organ.normal]) {
        for (const side of ['left', undefined] as const)
          expect(fillPrompt(prompt, organ, side)).toMatch(/^[A-Z0-9](?!.*([{}]| {2}| [.,;]|\bthe [.,;])).*[.a-z)]$/);
      }
    }
  });

  it('has another version for every other wording', () => {
    const [liver] = builtInOrgans;
    expect(promptBankOf({ organs: [liver] })).not.toBe(
      promptBankOf({ organs: [defineOrgan({ ...liver, normal: ['Fine.'] })] }),
    );
  });
});
