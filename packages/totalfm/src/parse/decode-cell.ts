const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');

/**
 * Text of a cell whose bytes were read one a character (Latin-1), so that one cell in another encoding does not spoil its
 * neighbours: UTF-8, or Windows-1252 where the bytes are no UTF-8.
 */
export function decodeCell(bytes: string): { readonly text: string; readonly isUtf8: boolean } {
  if (/^[\0-\x7f]*$/.test(bytes)) return { text: bytes, isUtf8: true };
  const buffer = Buffer.from(bytes, 'latin1');
  try {
    return { text: utf8.decode(buffer), isUtf8: true };
  } catch {
    return { text: windows1252.decode(buffer), isUtf8: false };
  }
}

/** A file's bytes as UTF-8: those of UTF-16 with a byte-order mark are turned, all others are left for `decodeCell`. */
export function withoutUtf16(bytes: Buffer): Buffer {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (!isLittle && !(bytes[0] === 0xfe && bytes[1] === 0xff)) return bytes;
  return Buffer.from(new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes));
}
