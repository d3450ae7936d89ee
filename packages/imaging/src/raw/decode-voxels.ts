import type { VoxelArray } from '@totalfm/core';
import type { VoxelType } from './voxel-types.ts';

/** How a header says that numbers are stored. */
export interface Storage {
  readonly littleEndian: boolean;
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Voxels as stored → values. Whole numbers that fit come as Int16Array (8-bit types as they are), other whole numbers
 * that fit as Int32Array, the rest as Float32Array, or Float64Array where the file holds float64.
 * A slope of 0 or NaN means that the values are not scaled; an intercept that is not finite is 0.
 */
export function decodeVoxels(
  stored: ArrayBuffer,
  type: VoxelType,
  { littleEndian, slope, intercept }: Storage,
): VoxelArray {
  if (type.bytes > 1 && littleEndian !== machineIsLittleEndian) swapBytes(stored, type.bytes);
  const raw = toNumbers(type.view(stored));
  const scaled = Number.isFinite(slope) && slope !== 0 && !(slope === 1 && !(intercept && Number.isFinite(intercept)));
  return toWholeNumbers(scaled ? scale(raw, slope, Number.isFinite(intercept) ? intercept : 0) : raw);
}

export const machineIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function swapBytes(data: ArrayBuffer, bytes: number): void {
  const buffer = Buffer.from(data);
  if (bytes === 2) buffer.swap16();
  else if (bytes === 4) buffer.swap32();
  else buffer.swap64();
}

const toNumbers = (raw: VoxelArray | BigInt64Array | BigUint64Array): VoxelArray =>
  raw instanceof BigInt64Array || raw instanceof BigUint64Array ? Float64Array.from(raw, Number) : raw;

function scale(raw: VoxelArray, slope: number, intercept: number): VoxelArray {
  if (
    Number.isInteger(slope) &&
    Number.isInteger(intercept) &&
    !(raw instanceof Float32Array) &&
    !(raw instanceof Float64Array)
  ) {
    const [low, high] = rangeOf(raw);
    if (
      Math.min(low * slope, high * slope) + intercept >= -32768 &&
      Math.max(low * slope, high * slope) + intercept <= 32767
    ) {
      const out = raw instanceof Int16Array ? raw : new Int16Array(raw.length);
      for (let i = 0; i < out.length; i++) out[i] = raw[i] * slope + intercept;
      return out;
    }
  }
  const out = raw instanceof Float64Array || raw instanceof Float32Array ? raw : new Float32Array(raw.length);
  for (let i = 0; i < out.length; i++) out[i] = raw[i] * slope + intercept;
  return out;
}

function rangeOf(data: VoxelArray): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function toWholeNumbers(data: VoxelArray): VoxelArray {
  if (data instanceof Int16Array || data instanceof Uint8Array || data instanceof Int8Array || data.length === 0)
    return data;
  if (data instanceof Float32Array || data instanceof Float64Array) {
    // An int32 that equals the number is a whole number; NaN and infinities never do.
    for (let i = 0; i < data.length; i++) if ((data[i] | 0) !== data[i]) return data;
  }
  const [low, high] = rangeOf(data);
  if (low >= -32768 && high <= 32767) return new Int16Array(data);
  return high <= 2147483647 ? (data instanceof Int32Array ? data : new Int32Array(data)) : new Float64Array(data);
}
