import { describeLanguageModel } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { llamaFromScratch } from './from-scratch.ts';
import { llamaOptions } from './options.ts';

const options = llamaOptions.parse({
  dim: 16,
  depth: 2,
  heads: 4,
  kvHeads: 2,
  hidden: 24,
  context: 32,
  vocabulary: 280,
});
describeLanguageModel('llama', { make: () => llamaFromScratch(options) });

describe('a llama from scratch', () => {
  it('is refused for options that do not fit', () => {
    const refused = (changes: object) => () => llamaFromScratch({ ...options, ...changes });
    const options1 = expect.objectContaining({ code: 'TFM_LM_OPTIONS' });
    expect(refused({ kvHeads: 3 })).toThrow(options1);
    expect(refused({ dim: 18 })).toThrow(options1);
    expect(refused({ dim: 12 })).toThrow(options1);
  });
});
