import { hash } from 'node:crypto';
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

const digest = ({ buffer, byteOffset, byteLength }: Int16Array | Uint8Array): string =>
  hash('sha1', new Uint8Array(buffer, byteOffset, byteLength), 'base64');
