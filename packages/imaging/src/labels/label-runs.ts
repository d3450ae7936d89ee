import type { Triple, VoxelArray } from '@totalfm/core';

/** Voxels of one label beside each other along x, in the order of voxels. Background makes no run. */
export interface LabelRuns {
  readonly count: number;
  /** The first voxel of each. */
  readonly start: Uint32Array;
  /** The voxel after its last. */
  readonly end: Uint32Array;
  /** The first run of each line along x, and the number of runs after the last line. */
  readonly first: Uint32Array;
}

/**
 * In one pass over the voxels, and over four at once where a label is a byte. Memory goes with the number of runs, not of
 * voxels: 8 bytes for each.
 */
export function labelRuns(data: VoxelArray, [nx, ny, nz]: Triple): LabelRuns {
  const lines = ny * nz;
  const words = wordsOf(data);
  const first = new Uint32Array(lines + 1);
  let [start, end] = [new Uint32Array(1024), new Uint32Array(1024)];
  let count = 0;
  for (let line = 0, at = 0; line < lines; line++) {
    first[line] = count;
    const stop = at + nx;
    while (at < stop) {
      const label = data[at];
      const from = at;
      do {
        at++;
        if (words && at % 4 === 0) {
          const same = label * 0x01010101;
          while (at + 4 <= stop && words[at / 4] === same) at += 4;
        }
      } while (at < stop && data[at] === label);
      if (label === 0) continue;
      if (count === start.length) [start, end] = [doubled(start), doubled(end)];
      start[count] = from;
      end[count++] = at;
    }
  }
  first[lines] = count;
  return { count, start, end, first };
}

/** Every four bytes as one number, whichever end comes first. */
const wordsOf = (data: VoxelArray): Uint32Array | undefined =>
  data instanceof Uint8Array && data.byteOffset % 4 === 0
    ? new Uint32Array(data.buffer, data.byteOffset, data.length >> 2)
    : undefined;

function doubled(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const out = new Uint32Array(2 * values.length);
  out.set(values);
  return out;
}
