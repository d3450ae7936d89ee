import type { Frame } from '../series/frames.ts';
import type { PixelFormat } from '../series/instance.ts';

/**
 * What pixels outside of the field of view become. Scanners store −2000 or −3024 HU there, which no tissue and no air has,
 * and which would be the darkest part of every window and mean.
 */
export const OUTSIDE_HU = -1024;

/** HU of every bit pattern of 16 bits: whole numbers of 16 bits where slope and intercept are whole, else fractions. */
export interface HounsfieldTable {
  readonly hu: Int16Array | Float32Array;
  /** 1 for patterns whose HU does not fit into 16 bits; absent where all do, or there are fractions. */
  readonly misfits?: Uint8Array;
  /** Set where all HU are a stored value and a number, which is quicker than looking each up. */
  readonly sum?: {
    readonly lead: number;
    readonly spare: number;
    readonly signed: boolean;
    readonly intercept: number;
  };
}

export type FrameValues = Pick<PixelFormat, 'bitsStored' | 'highBit' | 'signed' | 'padding'> &
  Pick<Frame, 'slope' | 'intercept'>;

/** A slope of 0 is none. `fractions`: as 32-bit floats although whole numbers might do. */
export function hounsfieldTable(values: FrameValues, fractions = false): HounsfieldTable {
  const slope = values.slope || 1;
  const intercept = values.intercept ?? 0;
  const whole = !fractions && Number.isInteger(slope) && Number.isInteger(intercept);
  const hu = whole ? new Int16Array(0x10000) : new Float32Array(0x10000);
  const misfits = new Uint8Array(0x10000);
  let fits = true;
  const [low, high] = outsideOf(values, slope, intercept);
  for (let pattern = 0; pattern < hu.length; pattern++) {
    const stored = storedValue(pattern, values);
    const value = stored >= low && stored <= high ? OUTSIDE_HU : stored * slope + intercept;
    hu[pattern] = value;
    if (hu[pattern] !== value) [fits, misfits[pattern]] = [false, 1];
  }
  if (!whole || !fits) return whole ? { hu, misfits } : { hu };
  const { bitsStored, highBit, signed } = values;
  const sum = { lead: 31 - highBit, spare: 32 - bitsStored, signed, intercept };
  return slope === 1 && low > high ? { hu, sum } : { hu };
}

/** The number that a bit pattern stands for: its stored bits up to the high bit, and with a sign where it has one. */
function storedValue(pattern: number, { bitsStored, highBit, signed }: FrameValues): number {
  const top = pattern << (31 - highBit);
  return signed ? top >> (32 - bitsStored) : top >>> (32 - bitsStored);
}

/** Stored values that lie outside of the field of view: from, and to with it. Empty where none is marked. */
function outsideOf(values: FrameValues, slope: number, intercept: number): readonly [number, number] {
  const none = [1, 0] as const;
  if (!values.padding) return none;
  // A padding value that the stored bits cannot hold is compared as they hold it.
  const held = (value: number) => storedValue(value & 0xffff, { ...values, highBit: values.bitsStored - 1 });
  const [low, high] = [held(values.padding.value), held(values.padding.limit)];
  if (low > high) return none;
  // Padding that is air already, or lies among tissues by mistake, is left as it is.
  return Math.max(low * slope, high * slope) + intercept < OUTSIDE_HU ? [low, high] : none;
}

/** Writes the HU of bit patterns. False: a whole number of some does not fit into 16 bits. */
export function toHounsfield(
  patterns: Uint16Array,
  { hu, misfits, sum }: HounsfieldTable,
  out: Int16Array | Float32Array,
): boolean {
  if (sum && out instanceof Int16Array) return addIntercept(patterns, sum, out);
  let missed = 0;
  if (misfits) for (let i = 0; i < patterns.length; i++) missed |= misfits[patterns[i]];
  if (missed) return false;
  if (hu instanceof Int16Array && out instanceof Int16Array) copyShort(patterns, hu, out);
  else if (out instanceof Float32Array) for (let i = 0; i < patterns.length; i++) out[i] = hu[patterns[i]];
  else return false;
  return true;
}

function addIntercept(patterns: Uint16Array, sum: NonNullable<HounsfieldTable['sum']>, out: Int16Array): true {
  const { lead, spare, signed, intercept } = sum;
  // Bits that need no shift, and no sign but the sixteenth.
  const plain = lead === spare && (!signed || spare === 16);
  if (plain && addInPairs(patterns, sum, out)) return true;
  if (signed) for (let i = 0; i < patterns.length; i++) out[i] = ((patterns[i] << lead) >> spare) + intercept;
  else for (let i = 0; i < patterns.length; i++) out[i] = ((patterns[i] << lead) >>> spare) + intercept;
  return true;
}

/** The same for two values of 16 bits at once, neither of which carries into the other. False where they are not paired. */
function addInPairs(
  patterns: Uint16Array,
  { spare, intercept }: NonNullable<HounsfieldTable['sum']>,
  out: Int16Array,
): boolean {
  if (patterns.length % 2 || patterns.byteOffset % 4 || out.byteOffset % 4) return false;
  const from = new Int32Array(patterns.buffer, patterns.byteOffset, patterns.length / 2);
  const to = new Int32Array(out.buffer, out.byteOffset, from.length);
  const both = (value: number) => (value << 16) | (value & 0xffff);
  const [mask, added, low, high] = [both((1 << (32 - spare)) - 1), both(intercept), 0x7fff7fff, 0x80008000 | 0];
  for (let i = 0; i < from.length; i++) {
    const pair = from[i] & mask;
    to[i] = ((pair & low) + (added & low)) ^ ((pair ^ added) & high);
  }
  return true;
}

/** Apart, so that its loop only ever sees arrays of one type. */
function copyShort(patterns: Uint16Array, hu: Int16Array, out: Int16Array): void {
  for (let i = 0; i < patterns.length; i++) out[i] = hu[patterns[i]];
}

/** Tables by what they are made from: most slices of a series share one. */
export function hounsfieldTables(): (values: FrameValues, fractions?: boolean) => HounsfieldTable {
  const made = new Map<string, HounsfieldTable>();
  return ({ bitsStored, highBit, signed, padding, slope, intercept }, fractions = false) => {
    const key = JSON.stringify([bitsStored, highBit, signed, padding, slope, intercept, fractions]);
    let table = made.get(key);
    if (!table) {
      // Slopes may differ from slice to slice, as they do in PET.
      if (made.size >= 8) made.clear();
      made.set(key, (table = hounsfieldTable({ bitsStored, highBit, signed, padding, slope, intercept }, fractions)));
    }
    return table;
  };
}
