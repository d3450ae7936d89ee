import { DicomDamage } from '../../parse/damage.ts';
import { bitReader, type BitReader } from './bit-reader.ts';
import { inverseTransform } from './cosine-transform.ts';
import { intervalsOf } from './entropy.ts';
import type { HuffmanTable } from './huffman.ts';
import type { JpegImage } from './markers.ts';

/** Place in a block, line by line, of each coefficient in zigzag order (T.81, figure 5). */
const zigzag = zigzagOrder();

/** The samples of a baseline or extended sequential image of 8 or 12 bits (T.81, annex F). */
export function decodeSequential(bytes: Uint8Array, image: JpegImage): Uint16Array {
  const { rows, columns, precision, restartInterval, dc, ac, quantization } = image;
  const samples = new Uint16Array(rows * columns);
  const [across, down] = [Math.ceil(columns / 8), Math.ceil(rows / 8)];
  const intervals = intervalsOf(bytes, image.start);
  const each = restartInterval || across * down;
  const block = new Float64Array(64);
  const [shift, most] = [1 << (precision - 1), (1 << precision) - 1];
  let reader: BitReader | undefined;
  let before = 0;
  for (let index = 0; index < across * down; index++) {
    if (index % each === 0) {
      const interval = intervals[index / each];
      if (!interval) throw new DicomDamage(`a JPEG image ends at block ${index} of ${across * down}`, bytes.length);
      reader = bitReader(interval);
      before = 0;
    }
    before += readBlock(
      reader as BitReader,
      block,
      { dc, ac: ac as HuffmanTable, steps: quantization as Uint16Array },
      before,
    );
    inverseTransform(block);
    const [left, top] = [8 * (index % across), 8 * Math.floor(index / across)];
    const [width, height] = [Math.min(8, columns - left), Math.min(8, rows - top)];
    for (let y = 0; y < height; y++) {
      const line = (top + y) * columns + left;
      for (let x = 0; x < width; x++)
        samples[line + x] = Math.max(0, Math.min(most, Math.round(block[8 * y + x]) + shift));
    }
  }
  return samples;
}

interface BlockTables {
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  readonly steps: Uint16Array;
}

/** Reads the coefficients of a block, times their steps; returns how much the DC differs from the one before. */
function readBlock(reader: BitReader, block: Float64Array, { dc, ac, steps }: BlockTables, before: number): number {
  block.fill(0);
  const difference = reader.difference(dc);
  block[0] = (before + difference) * steps[0];
  for (let k = 1; k < 64; k++) {
    const symbol = reader.symbol(ac);
    const [zeros, size] = [symbol >> 4, symbol & 15];
    if (size === 0) {
      if (zeros < 15) break;
      k += 15;
      continue;
    }
    k += zeros;
    if (k > 63) throw new DicomDamage('a block of a JPEG image has too many coefficients', 0);
    block[zigzag[k]] = reader.signed(size) * steps[k];
  }
  return difference;
}

function zigzagOrder(): Uint8Array {
  const order: number[] = [];
  for (let diagonal = 0; diagonal < 15; diagonal++) {
    for (let i = 0; i <= diagonal; i++) {
      const [x, y] = diagonal % 2 === 0 ? [i, diagonal - i] : [diagonal - i, i];
      if (x < 8 && y < 8) order.push(8 * y + x);
    }
  }
  return Uint8Array.from(order);
}
