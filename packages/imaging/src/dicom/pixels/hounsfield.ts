import type { Frame } from '../series/frames.ts';
import type { PixelFormat } from '../series/instance.ts';

/** What pixels outside of the field of view become. Scanners store −2000 or −3024 there, which no tissue and no air has. */
export const OUTSIDE_HU = -1024;

/** How stored values of a frame become HU. */
export interface Rescale {
  readonly slope: number;
  readonly intercept: number;
  /** Whether every value is a whole number. */
  readonly whole: boolean;
}

/** A slope of 0 is none. */
export function rescaleOf({ slope, intercept }: Pick<Frame, 'slope' | 'intercept'>): Rescale {
  const used = slope === undefined || slope === 0 ? 1 : slope;
  const added = intercept ?? 0;
  return { slope: used, intercept: added, whole: Number.isInteger(used) && Number.isInteger(added) };
}

/** Turns bit patterns into the numbers that they are: shifted down to bit 0, masked, and with a sign. */
export function storedValues(
  patterns: Uint16Array,
  { bitsStored, highBit, signed }: PixelFormat,
): Int16Array | Uint16Array {
  if (bitsStored === 16)
    return signed ? new Int16Array(patterns.buffer, patterns.byteOffset, patterns.length) : patterns;
  const [up, down] = [15 - highBit, 16 - bitsStored];
  if (!signed) {
    const mask = (1 << bitsStored) - 1;
    const shift = highBit + 1 - bitsStored;
    if (shift > 0 || patterns.some((pattern) => pattern > mask))
      return patterns.map((pattern) => (pattern >> shift) & mask);
    return patterns;
  }
  const values = new Int16Array(patterns.length);
  for (let i = 0; i < values.length; i++) values[i] = ((patterns[i] << (16 + up)) >> 16) >> down;
  return values;
}

/** Stored values of a frame that lie outside of the field of view: from, and to with it. Empty where none is marked. */
export function outsideOf(
  { padding, bitsStored, signed }: PixelFormat,
  { slope, intercept }: Rescale,
): readonly [number, number] {
  if (!padding) return [1, 0];
  // A padding value that the bits stored cannot hold is compared as they hold it.
  const held = (value: number) => {
    if (bitsStored === 16 && signed) return (value << 16) >> 16;
    const masked = value & ((1 << bitsStored) - 1);
    return signed && masked >> (bitsStored - 1) ? masked - (1 << bitsStored) : masked;
  };
  const [low, high] = [held(padding.value), held(padding.limit)];
  if (low > high) return [1, 0];
  // Padding that is air already, or lies among tissues by mistake, is left as it is.
  return Math.max(low * slope, high * slope) + intercept < OUTSIDE_HU ? [low, high] : [1, 0];
}

/** Values of a slice in HU: whole numbers of 16 bits where `out` has them, fractions otherwise. False: a value does not fit. */
export function toHounsfield(
  stored: Int16Array | Uint16Array,
  { slope, intercept, whole }: Rescale,
  [low, high]: readonly [number, number],
  out: Int16Array | Float32Array,
): boolean {
  const short = out instanceof Int16Array;
  if (short && !whole) return false;
  let fits = true;
  for (let i = 0; i < stored.length; i++) {
    const value = stored[i];
    const hu = value * slope + intercept;
    out[i] = value >= low && value <= high ? OUTSIDE_HU : hu;
    if (short && (hu > 32767 || hu < -32768) && !(value >= low && value <= high)) fits = false;
  }
  return fits;
}
