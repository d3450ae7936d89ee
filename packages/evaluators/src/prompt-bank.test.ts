import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { builtInOrgans } from '@totalfm/anatomy';
import { defineOrgan } from '@totalfm/core';
import { fillPrompt, findingsOf, promptBankText, readPromptBank, withPrompts } from '@totalfm/zero-shot';
import { describe, expect, it } from 'vitest';
import { promptBankOf } from './prompt-bank.ts';

describe('the prompt bank', () => {
  it('leaves no trace of a placeholder in any built-in prompt', () => {
    for (const { finding, organ } of findingsOf({ organs: builtInOrgans })) {
      for (const prompt of [...finding.prompts.present, ...finding.prompts.absent, ...organ.normal]) {
        for (const side of ['left', undefined] as const)
          expect(fillPrompt(prompt, organ, side)).toMatch(/^[A-Z0-9](?!.*([{}]| {2}| [.,;]|\bthe [.,;])).*[.a-z)]$/);
      }
    }
  });

  it('is printed as a file that reads as what is built in', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'totalfm-bank-')), 'prompts.yaml');
    const anatomy = { organs: builtInOrgans };
    await writeFile(file, promptBankText(anatomy));
    expect(withPrompts(anatomy, readPromptBank(file))).toEqual(anatomy);
    await rm(dirname(file), { recursive: true });
  });

  it('has another version for every other wording', () => {
    const [liver] = builtInOrgans;
    expect(promptBankOf({ organs: [liver] })).not.toBe(
      promptBankOf({ organs: [defineOrgan({ ...liver, normal: ['Fine.'] })] }),
    );
  });
});
