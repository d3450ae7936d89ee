import type { ParameterValues } from '@totalfm/core';
import { expect } from 'vitest';

/** Largest difference, as a part of the largest number that is expected. */
export function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, index) => Math.abs(value - actual[index]))) / largest;
}

export function cosine(a: ArrayLike<number>, b: readonly number[]): number {
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((sum, value, index) => sum + value * y[index], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** A tensor of a model of others, and which parameters of ours its values become. */
interface OutsideTensor {
  readonly name: string;
  readonly shape: readonly number[];
  into(values: Float32Array): ParameterValues;
}

/**
 * The worst of all gradients of an outside model's tensors, as a part of its tensor's norm (or of a thousandth of the largest).
 * `expected` has the first numbers of each and its norm.
 */
export function gradientError(
  expected: Readonly<Record<string, readonly number[]>>,
  table: readonly OutsideTensor[],
  ours: ParameterValues,
): number {
  const largest = Math.max(...Object.values(expected).map((numbers) => numbers[numbers.length - 1]));
  const errors = table.flatMap((tensor) => {
    const theirs = expected[tensor.name];
    if (!theirs) return [];
    const back = inTheirOrder(tensor, ours);
    const numbers = [...back.subarray(0, theirs.length - 1), Math.hypot(...back)];
    const norm = Math.max(theirs[theirs.length - 1], 1e-3 * largest);
    return numbers.map((number, index) => Math.abs(number - theirs[index]) / norm);
  });
  expect(errors.length, 'nearly all tensors have a gradient').toBeGreaterThan(3 * (table.length - 1));
  return Math.max(...errors);
}

/** Which of our numbers stand for which of theirs is told by sending indices the way of values. */
function inTheirOrder({ shape, into }: OutsideTensor, ours: ParameterValues): Float32Array {
  const back = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const places = into(Float32Array.from({ length: back.length }, (_, index) => index));
  for (const [name, indices] of Object.entries(places))
    indices.forEach((index, place) => (back[index] = ours[name][place]));
  return back;
}
