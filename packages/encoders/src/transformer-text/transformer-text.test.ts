import { describeTextEncoder } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { createTransformerText, transformerTextOptions } from './transformer-text.ts';
import { loadVocabulary, trainVocabulary, UNKNOWN } from './vocabulary.ts';

const options = transformerTextOptions.parse({ dim: 16, heads: 2, width: 12, tokens: 12, vocabulary: 120 });
describeTextEncoder('transformer', {
  make: () => ({
    width: options.width,
    train: (texts) => trainVocabulary(texts, options.vocabulary),
    load: async (bytes) => createTransformerText(options, bytes),
  }),
});

describe('the vocabulary', () => {
  const texts = ['A cyst of the liver.', 'Two cysts of the liver.', 'The liver is normal.'];

  it('keeps at most as many entries as it may, the frequent ones first', async () => {
    const vocabulary = loadVocabulary(await trainVocabulary(texts, 40));
    expect(vocabulary.size).toBeLessThanOrEqual(40);
    expect(vocabulary.encode('LIVER', 9)).toHaveLength(1);
  });

  it('cuts long texts and knows what it has never seen', async () => {
    const vocabulary = loadVocabulary(await trainVocabulary(texts, 200));
    expect(vocabulary.encode(texts.join(' '), 5)).toHaveLength(5);
    expect(vocabulary.encode('', 5)).toEqual([]);
    for (const id of vocabulary.encode('liver 膵', 9)) expect(id).toBeGreaterThanOrEqual(UNKNOWN);
  });

  it('refuses a file that is no vocabulary, and training on nothing', async () => {
    expect(() => loadVocabulary(Uint8Array.of(1, 2, 3))).toThrow(
      expect.objectContaining({ code: 'TFM_VOCABULARY_INVALID' }),
    );
    await expect(trainVocabulary([], 100)).rejects.toMatchObject({ code: 'TFM_VOCABULARY_EMPTY' });
  });
});
