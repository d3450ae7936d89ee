import type { Triple } from '@totalfm/core';

/**
 * Leaves of every structure only its largest piece, in place. Voxels of one structure that share a face are one piece; of pieces
 * of one size the first stays. Memory goes with the number of runs along x, not of voxels.
 */
export function keepLargestComponents(labels: Uint8Array | Uint16Array, size: Triple): void {
  const runs = findRuns(labels, size);
  joinRuns(runs, size);
  const { start, length, label, root } = runs;
  const sizes = new Float64Array(start.length);
  for (let run = 0; run < start.length; run++) sizes[rootOf(root, run)] += length[run];
  const largest = new Map<number, number>();
  for (let run = 0; run < start.length; run++) {
    if (root[run] !== run) continue;
    const best = largest.get(label[run]);
    if (best === undefined || sizes[run] > sizes[best]) largest.set(label[run], run);
  }
  for (let run = 0; run < start.length; run++)
    if (largest.get(label[run]) !== rootOf(root, run)) labels.fill(0, start[run], start[run] + length[run]);
}

/** Voxels of one structure beside each other along x. */
interface Runs {
  readonly start: readonly number[];
  readonly length: readonly number[];
  readonly label: readonly number[];
  /** Union-find: a run of the same piece, with a smaller place. */
  readonly root: number[];
  /** The first run of every line. */
  readonly first: Uint32Array;
}

function findRuns(labels: Uint8Array | Uint16Array, [nx, ny, nz]: Triple): Runs {
  const runs = { start: [] as number[], length: [] as number[], label: [] as number[], root: [] as number[] };
  const first = new Uint32Array(ny * nz + 1);
  for (let line = 0; line < ny * nz; line++) {
    first[line] = runs.start.length;
    const end = (line + 1) * nx;
    for (let at = line * nx; at < end; ) {
      const label = labels[at];
      let to = at + 1;
      while (to < end && labels[to] === label) to++;
      if (label !== 0) {
        runs.root.push(runs.start.length);
        runs.start.push(at);
        runs.length.push(to - at);
        runs.label.push(label);
      }
      at = to;
    }
  }
  first[ny * nz] = runs.start.length;
  return { ...runs, first };
}

function joinRuns(runs: Runs, [nx, ny, nz]: Triple): void {
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const line = y + ny * z;
      if (y > 0) joinLines(runs, line, line - 1, nx);
      if (z > 0) joinLines(runs, line, line - ny, nx);
    }
}

/** Joins runs of two lines that overlap along x. */
function joinLines({ start, length, label, root, first }: Runs, line: number, other: number, nx: number): void {
  const shift = (line - other) * nx;
  let [a, b] = [first[line], first[other]];
  while (a < first[line + 1] && b < first[other + 1]) {
    const [aEnd, bEnd] = [start[a] + length[a], start[b] + shift + length[b]];
    if (label[a] === label[b] && start[a] < bEnd && start[b] + shift < aEnd) join(root, a, b);
    if (aEnd <= bEnd) a++;
    else b++;
  }
}

function join(root: number[], a: number, b: number): void {
  const [x, y] = [rootOf(root, a), rootOf(root, b)];
  if (x !== y) root[Math.max(x, y)] = Math.min(x, y);
}

function rootOf(root: number[], run: number): number {
  while (root[run] !== run) run = root[run] = root[root[run]];
  return run;
}
