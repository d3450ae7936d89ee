import { partName, type OrganVolume } from '@totalfm/core';

/** Volumes whose numbers are kept: a few hundred bytes each. */
const MOST = 50_000;

/**
 * A function of a volume that is asked of each only once, since training shows every volume many times. Volumes are known by their
 * contents, so that a changed one is another.
 */
export function remembered<Value>(of: (volume: OrganVolume) => Value): (volume: OrganVolume) => Value {
  const known = new Map<string, Value>();
  return (volume) => {
    const key = knownKey(volume);
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= MOST) known.clear();
    const value = of(volume);
    known.set(key, value);
    return value;
  };
}

/** Of volumes in use: several functions are asked of each. */
const keys = new WeakMap<OrganVolume, string>();

function knownKey(volume: OrganVolume): string {
  const key = keys.get(volume) ?? keyOf(volume);
  keys.set(volume, key);
  return key;
}

function keyOf(volume: OrganVolume): string {
  const { hu, mask, size, extentMm } = volume;
  return [partName(volume), size, extentMm, digest(hu), mask ? digest(mask) : ''].join('/');
}

/** Two 32-bit sums of words, multiplied as they go (FNV-1a with two primes). */
function digest({ buffer, byteOffset, byteLength }: Int16Array | Uint8Array): string {
  const start = byteOffset % 4 === 0 ? byteOffset : undefined;
  const bytes = start === undefined ? new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength)) : undefined;
  const words = new Int32Array(bytes?.buffer ?? buffer, start ?? 0, byteLength >> 2);
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (const word of words) {
    a = Math.imul(a ^ word, 0x01000193);
    b = Math.imul(b ^ word, 0x85ebca6b);
    b ^= b >>> 15;
  }
  for (const byte of new Uint8Array(buffer, byteOffset + 4 * words.length, byteLength & 3))
    a = Math.imul(a ^ byte, 0x01000193);
  return `${(a >>> 0).toString(36)}-${(b >>> 0).toString(36)}`;
}
