import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { hounsfieldTable, toHounsfield, type FrameValues } from './hounsfield.ts';

const random = createRandom(5);
const patterns = Uint16Array.from({ length: 512 }, () => Math.floor(random.next() * 65_536));
const plain: FrameValues = { bitsStored: 12, highBit: 11, signed: false, slope: 1, intercept: -1024 };

/** What PS3.3, C.7.6.3 and C.11.1 say, a bit at a time. */
function expected(pattern: number, { bitsStored, highBit, signed, slope = 1, intercept = 0 }: FrameValues): number {
  let stored = 0;
  for (let bit = 0; bit < bitsStored; bit++) stored += ((pattern >> (highBit - bitsStored + 1 + bit)) & 1) * 2 ** bit;
  if (signed && stored >= 2 ** (bitsStored - 1)) stored -= 2 ** bitsStored;
  return stored * slope + intercept;
}

describe('HU of stored values', () => {
  it.each<[string, Partial<FrameValues>]>([
    ['12 bits', {}],
    ['12 bits with a sign', { signed: true }],
    ['12 bits up to bit 15', { highBit: 15 }],
    ['16 bits with a sign', { bitsStored: 16, highBit: 15, signed: true, intercept: 0 }],
    ['8 bits', { bitsStored: 8, highBit: 7 }],
    ['a slope of 2', { slope: 2 }],
  ])('are right for %s, in pairs and one by one', (_, how) => {
    const values = { ...plain, ...how };
    const hu = Array.from(patterns, (pattern) => expected(pattern, values));
    for (const from of [0, 1]) {
      const out = new Int16Array(patterns.length - from);
      expect(toHounsfield(patterns.subarray(from), hounsfieldTable(values), out)).toBe(true);
      expect(Array.from(out)).toEqual(hu.slice(from));
      const inPlace = patterns.slice(from);
      toHounsfield(inPlace, hounsfieldTable(values), new Int16Array(inPlace.buffer));
      expect(Array.from(new Int16Array(inPlace.buffer))).toEqual(hu.slice(from));
    }
  });

  it('that do not fit into 16 bits are told, and are fractions', () => {
    const wide = { ...plain, bitsStored: 16, highBit: 15 };
    expect(toHounsfield(patterns, hounsfieldTable(wide), new Int16Array(patterns.length))).toBe(false);
    expect(
      toHounsfield(
        patterns.map((pattern) => pattern & 4095),
        hounsfieldTable(wide),
        new Int16Array(512),
      ),
    ).toBe(true);
    const out = new Float32Array(patterns.length);
    expect(toHounsfield(patterns, hounsfieldTable(wide, true), out)).toBe(true);
    expect(Array.from(out)).toEqual(Array.from(patterns, (pattern) => pattern - 1024));
    expect(toHounsfield(patterns, hounsfieldTable({ ...plain, slope: 0.5 }), new Int16Array(512))).toBe(false);
  });
});
