import { describe, expect, it } from 'vitest';
import type { ElementType } from './element-types.ts';
import { toFloat32 } from './to-float32.ts';

const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
function convert(type: ElementType, values: ArrayBufferView & { readonly length: number }, isBigEndian = false) {
  const floats = new Float32Array(values.length);
  return toFloat32({ type, bytes: bytesOf(values), isBigEndian }, floats) ?? Array.from(floats);
}

describe('elements as float32', () => {
  it('stay what they are, or are refused', () => {
    expect(convert('int32', Int32Array.of(2 ** 24, -7))).toEqual([2 ** 24, -7]);
    expect(convert('int32', Int32Array.of(2 ** 24 + 1))).toBe('16777217 is no number of float32');
    expect(convert('uint32', Uint32Array.of(2 ** 32 - 1))).toBe('4294967295 is no number of float32');
    expect(convert('int64', BigInt64Array.of(-(2n ** 62n), 5n))).toEqual([-(2 ** 62), 5]);
    // A double would hold neither apart.
    expect(convert('int64', BigInt64Array.of(2n ** 62n + 1n))).toBe('4611686018427387905 is no number of float32');
    expect(convert('uint64', BigUint64Array.of(2n ** 64n - 1n))).toMatch('no number of float32');
  });

  it('of float64 are rounded to the nearest, and stay finite', () => {
    expect(convert('float64', Float64Array.of(0.1, Infinity))).toEqual([Math.fround(0.1), Infinity]);
    expect(convert('float64', Float64Array.of(1e300))).toBe('1e+300 is beyond float32');
  });

  it('may be big-endian', () => {
    const swapped = (values: Float32Array) => new Uint8Array(bytesOf(values)).reverse();
    const bytes = swapped(Float32Array.of(2.5, -1));
    expect(convert('float32', new Float32Array(bytes.buffer), true)).toEqual([-1, 2.5]);
    expect(convert('uint8', Uint8Array.of(3), true)).toEqual([3]);
  });

  it.each(['complex64', 'float8_e4m3fn', 'qint8'] as const)('of %s have none', (type) => {
    expect(convert(type, new Uint8Array(8))).toBe(`${type} has no float32`);
  });
});
