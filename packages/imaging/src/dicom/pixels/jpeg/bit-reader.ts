import { DicomDamage } from '../../parse/damage.ts';
import type { Interval } from './entropy.ts';
import { extend, QUICK_BITS, type HuffmanTable } from './huffman.ts';

/** Reads codes and magnitudes from an interval. */
export interface BitReader {
  /** A symbol of a Huffman code. */
  symbol(table: HuffmanTable): number;
  /** A code of a size, and the signed number of so many bits that follows. */
  difference(table: HuffmanTable): number;
  /** The signed number of `size` bits that follows. */
  signed(size: number): number;
}

/** Throws {@link DicomDamage} for a code that is none, and once it has read past its interval. */
export function bitReader({ bytes, length }: Interval): BitReader {
  let [at, window, have] = [0, 0, 0];

  const fill = () => {
    if (at > length + 8) throw new DicomDamage('the data of a JPEG image end too early', at);
    while (have <= 24) {
      window = (window << 8) | bytes[at++];
      have += 8;
    }
  };
  const take = (bits: number) => {
    if (bits === 0) return 0;
    if (have < bits) fill();
    have -= bits;
    return (window >>> have) & ((1 << bits) - 1);
  };
  const symbol = (table: HuffmanTable): number => {
    if (have < 16) fill();
    const found = table.quick[(window >>> (have - QUICK_BITS)) & ((1 << QUICK_BITS) - 1)];
    if (found !== 0) {
      have -= found >> 8;
      return found & 255;
    }
    const next = (window >>> (have - 16)) & 0xffff;
    for (let bits = QUICK_BITS + 1; bits <= 16; bits++) {
      if (next >= table.limits[bits]) continue;
      have -= bits;
      return table.symbols[(next >> (16 - bits)) + table.offsets[bits]];
    }
    throw new DicomDamage('a code of a JPEG image is none', at);
  };
  const signed = (size: number) => extend(take(size), size);
  return {
    symbol,
    signed,
    difference(table) {
      if (have < 16) fill();
      const known = table.differences[(window >>> (have - QUICK_BITS)) & ((1 << QUICK_BITS) - 1)];
      if (known !== 0) {
        have -= known & 255;
        return known >> 8;
      }
      const size = symbol(table);
      // Only lossless images have it, and no bits follow (T.81, H.1.2.2).
      if (size === 16) return 32768;
      if (size > 16) throw new DicomDamage('a difference of a JPEG image is too large', at);
      return signed(size);
    },
  };
}
