import type { PixelFormat } from '../series/instance.ts';

/** Whether this machine's own numbers are little endian, as nearly all are. */
const littleEndianHost = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export const nativeFrameBytes = ({ rows, columns, bitsAllocated }: PixelFormat): number =>
  rows * columns * (bitsAllocated / 8);

/** The stored values of an uncompressed frame, as bit patterns of 16 bits: `bytes` themselves, where that is what they are. */
export function decodeNative(bytes: Uint8Array, { bitsAllocated }: PixelFormat, littleEndian: boolean): Uint16Array {
  if (bitsAllocated === 8) return Uint16Array.from(bytes);
  const aligned = bytes.byteOffset % 2 === 0 && littleEndian === littleEndianHost;
  const own = aligned ? bytes : bytes.slice();
  if (littleEndian !== littleEndianHost) Buffer.from(own.buffer, own.byteOffset, own.length).swap16();
  return new Uint16Array(own.buffer, own.byteOffset, own.length >> 1);
}
