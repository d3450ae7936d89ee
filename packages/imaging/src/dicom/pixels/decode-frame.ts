import type { PixelCoding } from '../parse/transfer-syntaxes.ts';
import type { PixelFormat } from '../series/instance.ts';

/** The stored values of a compressed frame, as bit patterns of 16 bits. Throws `DicomDamage`. */
export type DecodeFrame = (bytes: Uint8Array, format: PixelFormat) => Uint16Array;

/** The decoder of a coding, which is loaded only now. */
export async function decoderOf(coding: Exclude<PixelCoding, 'native'>): Promise<DecodeFrame> {
  switch (coding) {
    case 'rle':
      return (await import('./rle.ts')).decodeRle;
    case 'jpeg':
      return (await import('./jpeg.ts')).jpeg();
    case 'jpeg-ls':
      return (await import('./jpeg-ls.ts')).jpegLs();
    case 'jpeg-2000':
      return (await import('./jpeg-2000.ts')).jpeg2000();
    case 'htj2k':
      return (await import('./jpeg-2000.ts')).htj2k();
  }
}
