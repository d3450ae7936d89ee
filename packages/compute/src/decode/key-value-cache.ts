import type { CacheShape } from '@totalfm/core';
import { floatTensor, type EngineTensor } from '../engine-tensors.ts';
import { cacheNames, type DecoderShape } from './decoder-programs.ts';

/** Which of the new tokens are kept, and where. */
export interface FreshPlace {
  /** Row of the new ones. */
  readonly from: number;
  /** Their first `count` tokens. */
  readonly count: number;
  /** Row of the cache, and its slot for the first of them. */
  readonly row: number;
  readonly slot: number;
}

/**
 * Keys and values of all rows, [rows, heads, slots, headDim] for each layer. ONNX Runtime reads them where they lie; what is new
 * is written behind what is there, and nothing else ever moves.
 */
export interface KeyValueCache {
  /** As inputs of a program for all rows. */
  readonly all: Readonly<Record<string, EngineTensor>>;
  /** As inputs of a program for one row. */
  row(row: number): Readonly<Record<string, EngineTensor>>;
  /** Writes what a program gave as new. */
  write(fresh: Readonly<Record<string, EngineTensor>>, place: FreshPlace): void;
  /** Gives `row` the first `count` slots of another. */
  copy(from: number, row: number, count: number): void;
}

export function createKeyValueCache(
  { layers, heads, headDim }: CacheShape,
  { rows, slots }: DecoderShape,
): KeyValueCache {
  const rowLength = heads * slots * headDim;
  const names = Array.from({ length: layers }, (_, layer) => cacheNames(layer)).flatMap((layer) => [
    { past: layer.pastKey, fresh: layer.newKey },
    { past: layer.pastValue, fresh: layer.newValue },
  ]);
  const arrays = names.map(() => new Float32Array(rows * rowLength));
  const tensors = (from: number, count: number) =>
    Object.fromEntries(
      names.map(({ past }, index) => [
        past,
        floatTensor(arrays[index].subarray(from * rowLength, (from + count) * rowLength), [
          count,
          heads,
          slots,
          headDim,
        ]),
      ]),
    );
  const byRow = Array.from({ length: rows }, (_, row) => tensors(row, 1));
  return {
    all: tensors(0, rows),
    row: (row) => byRow[row],
    write(fresh, { row, slot, from, count }) {
      names.forEach((name, index) => {
        const { data, dims } = fresh[name.fresh];
        const source = data as Float32Array;
        const tokens = dims[2];
        for (let head = 0; head < heads; head++) {
          const start = (from * heads + head) * tokens * headDim;
          const target = row * rowLength + (head * slots + slot) * headDim;
          arrays[index].set(source.subarray(start, start + count * headDim), target);
        }
      });
    },
    copy(from, row, count) {
      for (const array of arrays)
        for (let head = 0; head < heads; head++) {
          const start = from * rowLength + head * slots * headDim;
          array.copyWithin(row * rowLength + head * slots * headDim, start, start + count * headDim);
        }
    },
  };
}
