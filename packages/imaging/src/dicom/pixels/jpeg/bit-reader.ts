import { DicomDamage } from '../../parse/damage.ts';
import type { Interval } from './entropy.ts';
import { extend, longCode, type HuffmanTable } from './huffman.ts';

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
    const code = longCode(table, (window >>> (have - 16)) & 0xffff, at);
    have -= code >> 8;
    return code & 255;
  };
  const signed = (size: number) => extend(take(size), size);
  return {
    symbol,
    signed,
    difference(table) {
      const size = symbol(table);
      if (size > 15) throw new DicomDamage('a difference of a JPEG image is too large', at);
      return signed(size);
    },
  };
}
