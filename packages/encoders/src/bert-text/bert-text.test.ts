import { describeTextEncoder } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { bertText, bertTextOptions } from './bert-text.ts';

const make = (changes: object) =>
  bertText.create({
    options: bertTextOptions.parse({
      dim: 16,
      heads: 2,
      width: 12,
      tokens: 24,
      vocabulary: 300,
      window: 4,
      ...changes,
    }),
    needs: {},
    references: {},
  });

describeTextEncoder('bert', { make: () => make({ sanitize: 'lower-case' }) });
describeTextEncoder('bert of the family longformer', {
  make: () => make({ family: 'longformer', pooling: 'mean', sanitize: 'word-punct' }),
});
describeTextEncoder('bert of the family modernbert', {
  make: () => make({ family: 'modernbert', pooling: 'mean-without-special', sanitize: 'no-quotes' }),
});

describe('options that do not fit', () => {
  it.each([
    ['heads that divide no width', { heads: 3 }, 'text.dim'],
    ['an odd window', { window: 5 }, 'text.window'],
  ])('%s are refused', async (_, changes, option) => {
    await expect(make(changes)).rejects.toMatchObject({ code: 'TFM_TEXT_OPTIONS', where: { option } });
  });
});
