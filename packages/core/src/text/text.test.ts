import { describe, expect, it } from 'vitest';
import { decodeText, encodingOf, encodingProblem, guessEncoding } from './index.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

const japanese = '右腎に嚢胞を認めます。肝臓に異常を認めません。';

/** Reports as programs save them; the bytes are those of Python's codecs. */
const saved = [
  [
    'shift_jis',
    japanese,
    '8945907482c99458964582f0944682df82dc82b781428acc919f82c988d98fed82f0944682df82dc82b982f18142',
  ],
  ['euc-jp', japanese, 'b1a6bfd5a4cbc7b9cba6a4f2c7a7a4e1a4dea4b9a1a3b4cec2a1a4cbb0dbbeefa4f2c7a7a4e1a4dea4bba4f3a1a3'],
  [
    'iso-2022-jp',
    japanese,
    '1b244231263f55244b47394b26247247272461245e24392123344e4221244b305b3e6f247247272461245e243b247321231b2842',
  ],
  [
    'gb18030',
    '右肾囊肿,肝脏未见异常,双肺未见明显实质性病变。',
    'd3d2c9f6c4d2d6d72cb8ced4e0ceb4bcfbd2ecb3a32ccbabb7ceceb4bcfbc3f7cfd4cab5d6cad0d4b2a1b1e4a1a3',
  ],
  [
    'windows-1251',
    'В правой почке киста. Печень без патологических изменений.',
    'c220eff0e0e2eee920efeef7eae520eae8f1f2e02e20cfe5f7e5edfc20e1e5e720efe0f2eeebeee3e8f7e5f1eae8f520e8e7ece5ede5ede8e92e',
  ],
  [
    'windows-1252',
    'Épanchement pleural modéré. Pas d’anomalie hépatique à signaler.',
    'c970616e6368656d656e7420706c657572616c206d6f64e972e92e20506173206492616e6f6d616c69652068e97061746971756520e0207369676e616c65722e',
  ],
] as const;

describe('text of a file', () => {
  it.each([
    ['UTF-8', Buffer.from('Cyst – 右')],
    ['UTF-8 with its mark', Buffer.from('\ufeffCyst – 右')],
    ['UTF-16, little-endian', Buffer.from('\ufeffCyst – 右', 'utf16le')],
    ['UTF-16, big-endian', Buffer.from('\ufeffCyst – 右', 'utf16le').swap16()],
  ])('is read without being told: %s', (_what, file) => {
    expect(decodeText(file)?.text).toBe('Cyst – 右');
    // A mark goes before what is said.
    if (file[0] !== 0x43) expect(decodeText(file, 'windows-1252')?.text).toBe('Cyst – 右');
  });

  it.each(saved)('is read as %s where that is said, and looks like it where not', (encoding, text, hex) => {
    expect(decodeText(bytes(hex), encoding)).toEqual({ text, encoding });
    expect(decodeText(bytes(hex))).toBeUndefined();
    expect(encodingProblem(bytes(hex))).toEqual({
      what: `is not utf-8 text; it looks like ${encoding}`,
      looksLike: encoding,
    });
  });

  it.each(['utf-16le', 'utf-16be'])('looks like %s without its mark', (encoding) => {
    const little = Buffer.from('There is a cyst in the left kidney.', 'utf16le');
    const file = encoding === 'utf-16le' ? little : little.swap16();
    expect(decodeText(file)).toBeUndefined();
    expect(encodingProblem(file).looksLike).toBe(encoding);
    expect(decodeText(file, encoding)?.text).toBe('There is a cyst in the left kidney.');
  });

  it('is nothing where it ends within a character, and binary files look like nothing', () => {
    expect(decodeText(Buffer.from('\ufeffab', 'utf16le').subarray(0, 5))).toBeUndefined();
    expect(decodeText(bytes(saved[0][2]).subarray(0, -1), 'shift_jis')).toBeUndefined();
    expect(guessEncoding(Uint8Array.from({ length: 4096 }, (_, i) => i % 256))).toBeUndefined();
    expect(guessEncoding(bytes('504b0304ff93fa968081'))).toBeUndefined();
    expect(guessEncoding(bytes('000102504b'))).toBeUndefined();
    expect(decodeText(new Uint8Array())?.text).toBe('');
  });

  it('is read by any label of its encoding', () => {
    const file = bytes('4e6f726d616c2096209375');
    expect(decodeText(file, 'Latin1')).toEqual({ text: 'Normal – “u', encoding: 'windows-1252' });
  });

  it('of one encoding is not that of another', () => {
    expect(decodeText(bytes(saved[5][2]), 'shift_jis')).toBeUndefined();
    expect(encodingProblem(bytes(saved[5][2]), 'shift_jis').what).toBe(
      'is not shift_jis text; it looks like windows-1252',
    );
  });
});

describe('names of encodings', () => {
  it.each([
    ['UTF8', 'utf-8'],
    ['latin1', 'windows-1252'],
    ['cp1252', 'windows-1252'],
    [' Shift-JIS ', 'shift_jis'],
    ['sjis', 'shift_jis'],
    ['gbk', 'gbk'],
    ['utf-16', 'utf-16le'],
    ['klingon', undefined],
    ['', undefined],
  ])('%j is %s', (label, name) => {
    expect(encodingOf(label)).toBe(name);
  });
});
