import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testAnatomy as anatomy } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { promptBankText } from './prompt-bank-text.ts';
import { readPromptBank } from './read-prompt-bank.ts';
import { withPrompts } from './with-prompts.ts';

const dir = mkdtempSync(join(tmpdir(), 'totalfm-prompts-'));
afterAll(() => rmSync(dir, { recursive: true }));
const file = join(dir, 'prompts.yaml');
function read(text: string) {
  writeFileSync(file, text);
  return readPromptBank(file);
}
const promptsOf = (id: string, { organs }: typeof anatomy = anatomy) =>
  organs.flatMap(({ findings }) => findings).find((finding) => finding.id === id)!.prompts;

describe('a file of prompts', () => {
  it('is printed so that it reads as what is built in', () =>
    expect(withPrompts(anatomy, read(promptBankText(anatomy)))).toEqual(anatomy));

  it('takes the place of what it has, and of nothing else', () => {
    const own = withPrompts(anatomy, read('renal_cyst: { present: ["A {side} cyst."] }\nliver: { normal: [Fine.] }\n'));
    const before = promptsOf('renal_cyst');
    expect(promptsOf('renal_cyst', own)).toEqual({ ...before, present: ['A {side} cyst.'] });
    expect(own.organs.map(({ organ, normal }) => [organ, normal])).toEqual(
      anatomy.organs.map(({ organ, normal }) => [organ, organ === 'liver' ? ['Fine.'] : normal]),
    );
    expect(promptsOf('renal_stone', own)).toEqual(promptsOf('renal_stone'));
  });

  it.each([
    ['renal_stone:\n  present: [A.]\nrenal_cist:\n  present: [A.]\n', 3, /renal_cyst/],
    ['kidny: { normal: [A.] }', 1, /kidney/],
    ['liver: { present: [A.] }', 1, /finding|mean|There are/],
    ['nothing: {}', 1, /mean|There are/],
  ])('with prompts for what is not there is told: %j', (text, line, fix) =>
    expect(() => withPrompts(anatomy, read(text))).toThrow(
      expect.objectContaining({
        code: 'TFM_PROMPTS_UNKNOWN',
        where: { file, line, option: 'promptBank' },
        fix: expect.stringMatching(fix) as string,
      }),
    ),
  );

  it.each([
    ['', 1],
    ['- renal_cyst', 1],
    ['renal_cyst: A cyst.', 1],
    ['renal_cyst:\n  present: A cyst.', 2],
    ['renal_cyst:\n  present: []', 2],
    ['renal_cyst:\n  present:\n    - A.\n    - " "', 4],
    ['renal_cyst:\n  present: ["A {sight} cyst."]', 2],
    ['renal_cyst:\n  presnt: [A.]', 1],
    ['renal_cyst: { present: [A.] }\nrenal_cyst: { absent: [B.] }', 2],
    ['renal_cyst: !!js/function "f"', 1],
    ['renal_cyst: {\n', 2],
    ['3: { present: [A.] }', 1],
  ])('of another form is told with its line: %j', (text, line) => {
    const told = { code: 'TFM_PROMPTS_FILE', where: { file, line, option: 'promptBank' } };
    expect(() => read(text)).toThrow(expect.objectContaining(told));
  });

  it('that is not there, is told', () =>
    expect(() => readPromptBank(join(dir, 'none.yaml'))).toThrow(
      expect.objectContaining({ code: 'TFM_PROMPTS_FILE' }),
    ));
});
