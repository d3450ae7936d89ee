import { describe, expect, it } from 'vitest';
import { ended, fullSentences } from './full-sentences.ts';

describe('sentences of a text', () => {
  it.each([
    ['Two stones. No hydronephrosis.', true, ['Two stones.', 'No hydronephrosis.']],
    ['Two stones. No hydronephrosis.', false, ['Two stones.', 'No hydronephrosis.']],
    ['Two stones. No hydro', false, ['Two stones.']],
    ['Two stones. No hydronephrosis', true, ['Two stones.', 'No hydronephrosis.']],
    [' There is a', false, []],
    [' . . Cyst? ', true, ['Cyst?']],
    ['', true, []],
  ])('%j, which came to its end: %s', (text, isWhole, sentences) =>
    expect(fullSentences(text, isWhole)).toEqual(sentences),
  );

  it.each([
    ['Fatty liver', 'Fatty liver.'],
    ['Fatty liver.', 'Fatty liver.'],
    ['Fatty liver, ', 'Fatty liver.'],
    ['A cyst?', 'A cyst?'],
  ])('%j ends as %j', (text, whole) => expect(ended(text)).toBe(whole));
});
