type Decode = (bytes: Uint8Array) => string;

/** Encodings of the web by the defined terms of Specific Character Set (PS3.3, C.12.1.1.2). */
const labels: Readonly<Record<string, string>> = {
  'ISO_IR 6': 'latin1',
  'ISO_IR 100': 'latin1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
  'ISO 2022 IR 87': 'iso-2022-jp',
  'ISO 2022 IR 159': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
  'ISO 2022 IR 58': 'gbk',
};

const decoders = new Map<string, Decode>();

/**
 * Decodes text by the values of Specific Character Set. Of several (code extensions) the last that has many-byte characters
 * decides, which the web's encodings switch to and from by the same escapes. Unknown ones are taken as Latin-1.
 */
export function decoderOf(characterSet: readonly string[]): Decode {
  const named = characterSet.map((term) => labels[term] ?? labels[term.replace('ISO 2022 IR', 'ISO_IR')]);
  const label = named.filter((name) => name !== undefined && name !== 'latin1').at(-1) ?? 'latin1';
  let decode = decoders.get(label);
  if (!decode) {
    const decoder = new TextDecoder(label);
    // Escapes to and from ASCII and Korean are told apart by the bytes themselves.
    decode = (bytes) => decoder.decode(bytes).replace(/\x1b(\([A-Z]|\$\)[A-Z]|-[A-Z]|\)[A-Z])/g, '');
    decoders.set(label, decode);
  }
  return decode;
}
