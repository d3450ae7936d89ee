import { DicomDamage } from '../../parse/damage.ts';

/** Bits that the quick table looks at. */
export const QUICK_BITS = 12;

/** A Huffman code of T.81, annex C, as tables to decode with. */
export interface HuffmanTable {
  /**
   * By the next 12 bits: `bits << 8 | symbol` of a code that fits into them, 0 otherwise.
   */
  readonly quick: Uint16Array;
  /**
   * By the next 12 bits, where a code and the magnitude after it fit into them: `difference << 8 | bits`; 0 otherwise.
   */
  readonly differences: Int32Array;
  /** By length of a code: one more than the largest code, left-aligned in 16 bits; and what turns a code into its place. */
  readonly limits: Int32Array;
  readonly offsets: Int32Array;
  readonly symbols: Uint8Array;
}

/** From how many codes have 1 to 16 bits, and their symbols in order. */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array, at: number): HuffmanTable {
  const quick = new Uint16Array(1 << QUICK_BITS);
  const limits = new Int32Array(18).fill(0);
  const offsets = new Int32Array(18);
  let [code, place] = [0, 0];
  for (let bits = 1; bits <= 16; bits++) {
    offsets[bits] = place - code;
    for (let i = 0; i < counts[bits - 1]; i++, code++, place++) {
      if (bits > QUICK_BITS) continue;
      const first = code << (QUICK_BITS - bits);
      quick.fill((bits << 8) | symbols[place], first, first + (1 << (QUICK_BITS - bits)));
    }
    if (code > 1 << bits) throw new DicomDamage('a Huffman table has too many codes', at);
    limits[bits] = code << (16 - bits);
    code <<= 1;
  }
  return { quick, differences: differencesOf(quick), limits, offsets, symbols };
}

function differencesOf(quick: Uint16Array): Int32Array {
  const differences = new Int32Array(quick.length);
  for (let next = 0; next < quick.length; next++) {
    const [bits, size] = [quick[next] >> 8, quick[next] & 255];
    if (bits === 0 || size > 15 || bits + size > QUICK_BITS) continue;
    const magnitude = (next >> (QUICK_BITS - bits - size)) & ((1 << size) - 1);
    differences[next] = (extend(magnitude, size) << 8) | (bits + size);
  }
  return differences;
}

/** A magnitude of `size` bits as a signed number (T.81, F.12). */
export const extend = (magnitude: number, size: number): number =>
  size > 0 && magnitude < 1 << (size - 1) ? magnitude - (1 << size) + 1 : magnitude;

/** `bits << 8 | symbol` of the code that 16 bits begin with, found without the table of differences. */
export function longCode({ quick, limits, offsets, symbols }: HuffmanTable, next: number, at: number): number {
  const found = quick[next >> (16 - QUICK_BITS)];
  if (found !== 0) return found;
  for (let bits = QUICK_BITS + 1; bits <= 16; bits++)
    if (next < limits[bits]) return (bits << 8) | symbols[(next >> (16 - bits)) + offsets[bits]];
  throw new DicomDamage('a code of a JPEG image is none', at);
}
