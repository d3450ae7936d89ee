import { analyse } from 'chardet';
import { markedEncoding } from './byte-order-mark.ts';
import { encodingOf } from './encoding-names.ts';

/** As much of a file as is looked at. */
const sampleBytes = 64 * 1024;

/** The encoding that bytes look like, by its WHATWG name. A guess for messages: nothing is read by it. */
export function guessEncoding(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, sampleBytes);
  const marked = markedEncoding(sample) ?? unmarkedUtf16(sample);
  if (marked !== undefined || sample.some(isControl)) return marked;
  // The library does not look whether the bytes are of an encoding at all.
  return analyse(sample)
    .map(({ name }) => encodingOf(name))
    .find((name) => name !== undefined && isOf(sample, name));
}

/** Below a space, text has tabs, line and page ends, and the escapes of ISO-2022. */
const isControl = (code: number) => code < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(code);

function isOf(sample: Uint8Array, encoding: string): boolean {
  try {
    // The end of the sample may cut a character.
    new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** UTF-16 without its mark: in any text with spaces and digits many a second byte is 0, always on the same side. */
function unmarkedUtf16(sample: Uint8Array): string | undefined {
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]++;
  });
  const [even, odd] = zeros;
  if (Math.max(even, odd) <= sample.length / 50 || (even > 0 && odd > 0)) return undefined;
  const name = odd > 0 ? 'utf-16le' : 'utf-16be';
  return Array.from(new TextDecoder(name).decode(sample), (character) => character.charCodeAt(0)).some(isControl)
    ? undefined
    : name;
}
