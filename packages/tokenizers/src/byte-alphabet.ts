/**
 * GPT-2's letters of bytes (Radford et al. 2019): printable ones of Latin-1 stand for themselves, the others for letters from
 * U+0100 on, in the order of the bytes.
 */
export function byteAlphabet(): readonly string[] {
  let next = 0x100;
  const printable = (byte: number) => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
}
