import type { Feeds, InputSpecs } from '@totalfm/core';
import { expect } from 'vitest';

export function expectFeeds(feeds: Feeds, inputs: InputSpecs): void {
  expect(Object.keys(feeds).sort()).toEqual(Object.keys(inputs).sort());
  for (const [input, { shape, dtype }] of Object.entries(inputs)) {
    expect(feeds[input], input).toBeInstanceOf(dtype === 'int32' ? Int32Array : Float32Array);
    expect(feeds[input].length, input).toBe(shape.reduce((a, b) => a * b, 1));
  }
}

interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** That what two programs give is the same to rounding. */
export function expectClose(actual: Values, expected: Values): void {
  expect(actual.shape).toEqual(expected.shape);
  expected.data.forEach((value, index) => expect(actual.data[index]).toBeCloseTo(value, 4));
}
