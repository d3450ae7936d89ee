import { DicomDamage } from '../parse/damage.ts';
import type { PixelFormat } from '../series/instance.ts';

/**
 * The stored values of an RLE frame (PS3.5, annex G): one PackBits segment for each byte of a sample, highest first. Ours,
 * since that of `dcmjs-codecs` gives zeros for what a segment lacks, and checks neither their number nor their end.
 */
export function decodeRle(bytes: Uint8Array, { rows, columns, bitsAllocated }: PixelFormat): Uint16Array {
  if (bytes.length < 64) throw new DicomDamage('an RLE frame has no header', 0);
  const header = new DataView(bytes.buffer, bytes.byteOffset, 64);
  const segments = header.getUint32(0, true);
  if (segments !== bitsAllocated / 8) throw new DicomDamage(`an RLE frame has ${segments} segments`, 0);
  const values = new Uint16Array(rows * columns);
  for (let segment = 0; segment < segments; segment++) {
    const start = header.getUint32(4 + 4 * segment, true);
    const next = segment + 1 < segments ? header.getUint32(8 + 4 * segment, true) : bytes.length;
    if (start < 64 || start > next || next > bytes.length)
      throw new DicomDamage('an RLE segment lies outside of its frame', 0);
    unpack(bytes.subarray(start, next), values, 8 * (segments - 1 - segment));
  }
  return values;
}

function unpack(bytes: Uint8Array, values: Uint16Array, shift: number): void {
  let [at, to] = [0, 0];
  while (to < values.length) {
    if (at + 1 >= bytes.length) throw new DicomDamage(`an RLE segment ends at pixel ${to} of ${values.length}`, at);
    const control = bytes[at++];
    if (control < 128) {
      const end = Math.min(to + control + 1, values.length, to + bytes.length - at);
      while (to < end) values[to++] |= bytes[at++] << shift;
    } else if (control > 128) {
      const value = bytes[at++] << shift;
      const end = Math.min(to + 257 - control, values.length);
      while (to < end) values[to++] |= value;
    }
  }
}
