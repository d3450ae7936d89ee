import { DicomDamage } from '../../parse/damage.ts';
import { decodeLossless } from './lossless.ts';
import { readJpegMarkers } from './markers.ts';
import { decodeSequential } from './sequential.ts';

/**
 * The samples of a JPEG image of one component: baseline, extended sequential of 8 or 12 bits, lossless of 2 to 16 bits
 * (ITU T.81). Here rather than from a package, since none that is kept reads 12 bits, and those of lossless images took
 * three times as long and more. Throws {@link DicomDamage}.
 */
export function decodeJpeg(
  bytes: Uint8Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Uint16Array {
  const image = readJpegMarkers(bytes);
  if (image.rows !== rows || image.columns !== columns)
    throw new DicomDamage(
      `a JPEG image has ${image.columns} × ${image.rows} pixels instead of ${columns} × ${rows}`,
      0,
    );
  return image.process === 'lossless' ? decodeLossless(bytes, image) : decodeSequential(bytes, image);
}
