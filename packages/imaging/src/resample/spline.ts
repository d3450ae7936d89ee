import { voxelCount, type Triple } from '@totalfm/core';

/** Samples by which a line is carried on beyond its ends: what lies farther weighs 0.27^12, less than float32 tells. */
const MARGIN = 12;
/** The pole of the cubic B-spline’s inverse filter, and its gain (Unser, Aldroubi, Eden 1993). */
const POLE = Math.sqrt(3) - 2;
const GAIN = 6;
/** Lines that are filtered together: what lies beside each other in memory. */
const TOGETHER = 64;

/**
 * Samples on a grid of another size over the same place (outer faces aligned), by cubic B-splines that pass through every
 * sample, with each line’s ends carried on: `scipy.ndimage.zoom` with `order=3, mode='nearest', grid_mode=True`. An axis whose
 * size stays is not touched. x runs fastest. It may overshoot: whoever wants the range of the input cuts it off.
 */
export function resampleSpline(data: Float32Array, size: Triple, to: Triple): Float32Array {
  const order = [0, 1, 2].filter((axis) => size[axis] !== to[axis]);
  // What shrinks most goes first, so that the rest has less to do.
  order.sort((a, b) => to[a] / size[a] - to[b] / size[b]);
  let now: Triple = size;
  let values = data;
  for (const axis of order) {
    const next = now.map((n, other) => (other === axis ? to[axis] : n)) as unknown as Triple;
    values = alongAxis(values, now, next, axis);
    now = next;
  }
  return values;
}

function alongAxis(data: Float32Array, size: Triple, next: Triple, axis: number): Float32Array {
  const inner = size.slice(0, axis).reduce((product, n) => product * n, 1);
  const outer = size.slice(axis + 1).reduce((product, n) => product * n, 1);
  const [n, m] = [size[axis], next[axis]];
  const out = new Float32Array(voxelCount(next));
  const taps = splineTaps(n, m);
  const width = Math.min(TOGETHER, inner);
  const lines = new Float64Array((n + 2 * MARGIN) * width);
  for (let o = 0; o < outer; o++)
    for (let first = 0; first < inner; first += width) {
      const count = Math.min(width, inner - first);
      readLines(data, { start: o * n * inner + first, step: inner, n, count }, lines);
      invert(lines, n + 2 * MARGIN, count);
      writeSamples(lines, taps, { start: o * m * inner + first, step: inner, n: m, count }, out);
    }
  return out;
}

/** `count` neighbouring lines of `n` samples. */
interface Lines {
  readonly start: number;
  readonly step: number;
  readonly n: number;
  readonly count: number;
}

function readLines(data: Float32Array, { start, step, n, count }: Lines, into: Float64Array): void {
  for (let i = 0; i < n + 2 * MARGIN; i++) {
    const from = start + Math.min(n - 1, Math.max(0, i - MARGIN)) * step;
    for (let c = 0; c < count; c++) into[i * count + c] = data[from + c];
  }
}

/** Samples → B-spline coefficients, in place: a recursion forwards and one backwards. */
function invert(lines: Float64Array, length: number, count: number): void {
  // Ends are carried on, so the sum over all that came before is a geometric series.
  for (let c = 0; c < count; c++) lines[c] *= GAIN / (1 - POLE);
  for (let i = 1; i < length; i++) {
    const row = i * count;
    for (let c = 0; c < count; c++) lines[row + c] = GAIN * lines[row + c] + POLE * lines[row - count + c];
  }
  const last = (length - 1) * count;
  for (let c = 0; c < count; c++) lines[last + c] *= -POLE / (1 - POLE);
  for (let i = length - 2; i >= 0; i--) {
    const row = i * count;
    for (let c = 0; c < count; c++) lines[row + c] = POLE * (lines[row + count + c] - lines[row + c]);
  }
}

interface Taps {
  /** The first of 4 coefficients of each sample. */
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

function splineTaps(n: number, m: number): Taps {
  const first = new Int32Array(m);
  const weights = new Float64Array(4 * m);
  for (let i = 0; i < m; i++) {
    const at = ((i + 0.5) * n) / m - 0.5 + MARGIN;
    const below = Math.floor(at);
    const t = at - below;
    first[i] = below - 1;
    const cubic = (u: number) => (4 - 6 * u * u + 3 * u * u * u) / 6;
    weights.set([(1 - t) ** 3 / 6, cubic(t), cubic(1 - t), t ** 3 / 6], 4 * i);
  }
  return { first, weights };
}

function writeSamples(lines: Float64Array, { first, weights }: Taps, to: Lines, out: Float32Array): void {
  const { start, step, n, count } = to;
  for (let i = 0; i < n; i++) {
    const row = first[i] * count;
    const [w0, w1, w2, w3] = [weights[4 * i], weights[4 * i + 1], weights[4 * i + 2], weights[4 * i + 3]];
    for (let c = 0, at = row; c < count; c++, at++)
      out[start + i * step + c] =
        w0 * lines[at] + w1 * lines[at + count] + w2 * lines[at + 2 * count] + w3 * lines[at + 3 * count];
  }
}
