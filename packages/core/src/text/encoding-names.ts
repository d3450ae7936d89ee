/** The name of an encoding by any of its WHATWG labels (`latin1` → `windows-1252`); undefined where there is none of that label. */
export function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** What an option that names an encoding has to say of a label that is none. */
export const unknownEncoding =
  'There is no encoding of this name; there are utf-8, utf-16le, windows-1252, shift_jis, euc-jp, gb18030, … (labels of the WHATWG Encoding Standard).';
