import { describe, expect, it } from 'vitest';
import { encodeTokenizer, openTokenizer, trainByteLevel, type TokenizerFile } from './index.ts';

const texts = ['A cyst of the liver.', 'Two cysts of the liver.', 'The liver is normal.\nThe spleen is normal.'];

describe('a tokenizer that is trained', () => {
  it('writes any text, and the trained ones in few tokens', async () => {
    const bytes = await trainByteLevel(texts, 300);
    expect(await trainByteLevel(texts, 300)).toEqual(bytes);
    const tokenizer = openTokenizer(bytes);
    expect(tokenizer.size).toBeLessThanOrEqual(300);
    expect(tokenizer.size).toBeGreaterThan(259);
    for (const text of [...texts, '', ' ', '膵嚢胞 12 µm', 'two  spaces\n', '</', "it's 5–6 cm."])
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    expect(tokenizer.encode(' liver')).toHaveLength(1);
    expect([tokenizer.padding, tokenizer.begin, tokenizer.ends]).toEqual([0, 1, [2]]);
    expect(tokenizer.decode([1, ...tokenizer.encode('liver'), 2, 0])).toBe('liver');
    expect(tokenizer.chat).toBeUndefined();
  });

  it('needs texts, and room for all bytes', async () => {
    await expect(trainByteLevel(['', ' '], 300)).rejects.toMatchObject({ code: 'TFM_TOKENIZER_EMPTY' });
    await expect(trainByteLevel(texts, 200)).rejects.toMatchObject({ code: 'TFM_TOKENIZER_SIZE' });
  });
});

describe('a tokenizer’s file', () => {
  const changed = async (change: Partial<TokenizerFile>) => {
    const file = JSON.parse(new TextDecoder().decode(await trainByteLevel(texts, 280))) as TokenizerFile;
    return encodeTokenizer({ ...file, ...change });
  };

  it('is refused where it is none', async () => {
    const invalid = expect.objectContaining({ code: 'TFM_TOKENIZER_INVALID', where: { file: 'vocabulary.json' } });
    const files = [
      Uint8Array.of(1, 2),
      new TextEncoder().encode('{}'),
      await changed({ ends: [] }),
      await changed({ ends: [4000] }),
      await changed({ tokenizer: { model: { type: 'unheard of', vocab: {}, merges: [] } } }),
    ];
    for (const bytes of files) expect(() => openTokenizer(bytes, 'vocabulary.json')).toThrow(invalid);
  });

  it('fills its chat template in, or says that it cannot', async () => {
    const template = '{% for m in messages %}{{ m.role }}: {{ m.content }}{{ eos_token }}{% endfor %}';
    const names = { eos_token: '</s>' };
    const chat = openTokenizer(await changed({ chat: { template, names } })).chat;
    expect(chat?.([{ role: 'user', content: 'Hello.' }])).toBe('user: Hello.</s>');
    const strict = openTokenizer(await changed({ chat: { template: '{{ raise_exception("no system") }}', names } }));
    expect(() => strict.chat?.([])).toThrow(expect.objectContaining({ code: 'TFM_TOKENIZER_CHAT' }));
  });
});
