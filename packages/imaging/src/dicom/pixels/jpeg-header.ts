import { DicomDamage } from '../parse/damage.ts';

interface Size {
  readonly rows: number;
  readonly columns: number;
}

/**
 * The bits of a sample of a JPEG image, once its frame header (ITU T.81, B.2.2) has the size that it should: before a
 * decoder makes room for it. Throws {@link DicomDamage}.
 */
export function jpegPrecision(bytes: Uint8Array, size: Size): number {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw new DicomDamage('a frame is no JPEG image', 0);
  for (let at = 2; at + 10 <= bytes.length; ) {
    const marker = bytes[at + 1];
    // Markers without a length have no place before the frame header: the decoder hangs at 01.
    if (bytes[at] !== 0xff || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9))
      throw new DicomDamage('a JPEG marker is missing', at);
    if (marker === 0xda) throw new DicomDamage('a JPEG scan comes before its frame', at);
    if (marker === 0xff) at++;
    else if (isFrame(marker)) return precisionOf(bytes.subarray(at), size, at);
    else at += 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
  }
  throw new DicomDamage('a JPEG image has no frame', bytes.length);
}

/** Tables of Huffman codes, extensions and arithmetic conditioning have numbers among those of frames. */
const isFrame = (marker: number) => marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function precisionOf(frame: Uint8Array, { rows, columns }: Size, at: number): number {
  const [process, precision, components] = [frame[1], frame[4], frame[9]];
  // Baseline, extended sequential, lossless.
  if (process !== 0xc0 && process !== 0xc1 && process !== 0xc3)
    throw new DicomDamage(`JPEG of the process ${process.toString(16)} is not read`, at);
  const [height, width] = [(frame[5] << 8) | frame[6], (frame[7] << 8) | frame[8]];
  if (height !== rows || width !== columns || components !== 1)
    throw new DicomDamage(`a JPEG image has ${width} × ${height} pixels of ${components} components`, at);
  if (process === 0xc3 ? precision < 2 || precision > 16 : precision !== 8 && precision !== 12)
    throw new DicomDamage(`a JPEG image has samples of ${precision} bits`, at);
  return precision;
}
