import type { Triple, VoxelArray } from '@totalfm/core';
import { labelRuns, type LabelRuns } from './label-runs.ts';

/** The pieces that the mask of one structure is in. */
export interface LabelPieces {
  readonly pieces: number;
  /** Voxels of the largest one; of pieces of one size the first counts. */
  readonly largestVoxels: number;
  /** The first run of the largest piece. */
  readonly largestRun: number;
}

/** Voxels of one label that share a face are one piece. Counts the pieces of every label. */
export function labelPieces(
  data: VoxelArray,
  size: Triple,
  runs = labelRuns(data, size),
): ReadonlyMap<number, LabelPieces> {
  return piecesOf(data, runs, firstRuns(data, size, runs));
}

/** Leaves of every label only its largest piece, in place. */
export function keepLargestPieces(data: VoxelArray, size: Triple): void {
  const runs = labelRuns(data, size);
  const piece = firstRuns(data, size, runs);
  const found = piecesOf(data, runs, piece);
  for (let run = 0; run < runs.count; run++) {
    const [start, end] = [runs.start[run], runs.end[run]];
    if (found.get(data[start])?.largestRun !== piece[run]) data.fill(0, start, end);
  }
}

function piecesOf(data: VoxelArray, { count, start, end }: LabelRuns, piece: Uint32Array) {
  const voxels = new Uint32Array(count);
  for (let run = 0; run < count; run++) voxels[piece[run]] += end[run] - start[run];
  const found = new Map<number, LabelPieces>();
  for (let run = 0; run < count; run++) {
    if (piece[run] !== run) continue;
    const label = data[start[run]];
    const { pieces, ...largest } = found.get(label) ?? { pieces: 0, largestVoxels: 0, largestRun: run };
    const isLarger = voxels[run] > largest.largestVoxels;
    found.set(label, {
      pieces: pieces + 1,
      ...(isLarger ? { largestVoxels: voxels[run], largestRun: run } : largest),
    });
  }
  return found;
}

/** For each run the first run of its piece. */
function firstRuns(data: VoxelArray, [nx, ny, nz]: Triple, runs: LabelRuns): Uint32Array {
  const root = new Uint32Array(runs.count);
  for (let run = 0; run < runs.count; run++) root[run] = run;
  for (let line = 0; line < ny * nz; line++) {
    if (line % ny > 0) joinLines(data, runs, root, { line, other: line - 1, nx });
    if (line >= ny) joinLines(data, runs, root, { line, other: line - ny, nx });
  }
  for (let run = 0; run < runs.count; run++) root[run] = root[root[run]];
  return root;
}

interface Lines {
  readonly line: number;
  /** An earlier one. */
  readonly other: number;
  /** Voxels of a line. */
  readonly nx: number;
}

/** Joins runs of one label of two lines that overlap along x. */
function joinLines(
  data: VoxelArray,
  { start, end, first }: LabelRuns,
  root: Uint32Array,
  { line, other, nx }: Lines,
): void {
  const shift = (line - other) * nx;
  let [a, b] = [first[line], first[other]];
  while (a < first[line + 1] && b < first[other + 1]) {
    const [aEnd, bEnd] = [end[a], end[b] + shift];
    if (start[a] < bEnd && start[b] + shift < aEnd && data[start[a]] === data[start[b]]) join(root, a, b);
    if (aEnd <= bEnd) a++;
    else b++;
  }
}

function join(root: Uint32Array, a: number, b: number): void {
  const [x, y] = [rootOf(root, a), rootOf(root, b)];
  if (x !== y) root[Math.max(x, y)] = Math.min(x, y);
}

function rootOf(root: Uint32Array, run: number): number {
  while (root[run] !== run) run = root[run] = root[root[run]];
  return run;
}
