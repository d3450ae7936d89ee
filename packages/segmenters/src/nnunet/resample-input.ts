import type { Triple } from '@totalfm/core';
import { resampleSpline } from '@totalfm/imaging';
import { segmenterErrors } from '../errors.ts';
import { axisTaps } from './axis-taps.ts';
import { range } from './normalize.ts';
import type { Resampling } from './plans.ts';

/**
 * An image [d0, d1, d2] of another shape, as nnU-Net’s `resample_data_or_seg` makes it: cubic splines cut off at the range of
 * what went in; with a coarse axis, plane by plane across it and by nearest neighbours along it.
 */
export function resampleInput(
  values: Float32Array,
  { shape, to, separate }: { readonly shape: Triple; readonly to: Triple; readonly separate?: number },
  { order, order_z: orderAlong }: Resampling,
): Float32Array {
  if (shape.every((n, axis) => n === to[axis])) return values;
  if (order !== 3 || (separate !== undefined && orderAlong !== 0))
    throw segmenterErrors.TFM_MODEL_PLANS({
      option: 'resampling_fn_data_kwargs',
      message: `Images can be resampled by order 3, and 0 along a coarse axis; the plans say ${order} and ${orderAlong}.`,
      fix: 'Use a model with nnU-Net’s default resampling.',
    });
  const planar = to.map((n, axis) => (axis === separate ? shape[axis] : n)) as unknown as Triple;
  const resampled = resampleSpline(values, reversed(shape), reversed(planar));
  if (separate === undefined) {
    cutOff(resampled, range(values));
    return resampled;
  }
  cutOffPlanes(values, shape, resampled, planar, separate);
  return alongNearest(resampled, planar, to, separate);
}

/** The last axis of an array is the fastest, the first of a volume. */
const reversed = ([a, b, c]: Triple): Triple => [c, b, a];

function cutOff(values: Float32Array, [low, high]: readonly [number, number], from = 0, to = values.length): void {
  for (let i = from; i < to; i++) values[i] = values[i] < low ? low : values[i] > high ? high : values[i];
}

/** Every plane across `axis` within the range of the plane that it was made of. */
// eslint-disable-next-line max-params -- two arrays with a shape each, and an axis
function cutOffPlanes(from: Float32Array, shape: Triple, to: Float32Array, planar: Triple, axis: number): void {
  for (let index = 0; index < shape[axis]; index++) {
    const limits: [number, number] = [Infinity, -Infinity];
    eachRun(shape, axis, index, (start, end) => {
      const [low, high] = range(from, start, end);
      limits[0] = Math.min(limits[0], low);
      limits[1] = Math.max(limits[1], high);
    });
    eachRun(planar, axis, index, (start, end) => cutOff(to, limits, start, end));
  }
}

/** Calls back with every run of elements that lie in one plane across an axis and beside each other in memory. */
function eachRun(shape: Triple, axis: number, index: number, visit: (start: number, end: number) => void): void {
  const inner = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const outer = shape.slice(0, axis).reduce((product, n) => product * n, 1);
  for (let o = 0; o < outer; o++) {
    const start = (o * shape[axis] + index) * inner;
    visit(start, start + inner);
  }
}

function alongNearest(values: Float32Array, shape: Triple, to: Triple, axis: number): Float32Array {
  const { below } = axisTaps(shape[axis], to[axis], true);
  const inner = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const outer = shape.slice(0, axis).reduce((product, n) => product * n, 1);
  const out = new Float32Array(outer * to[axis] * inner);
  for (let o = 0; o < outer; o++)
    below.forEach((from, index) => {
      const start = (o * shape[axis] + from) * inner;
      out.set(values.subarray(start, start + inner), (o * to[axis] + index) * inner);
    });
  return out;
}
