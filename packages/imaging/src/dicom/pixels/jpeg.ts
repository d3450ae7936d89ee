import type * as Codecs from 'dcmjs-codecs';
import { DicomDamage } from '../parse/damage.ts';
import { jpegPrecision } from './jpeg-header.ts';
import { wasmCodec, type FrameSize, type WasmCodec } from './wasm-codec.ts';

/** What libjpeg says of data that it makes up the rest of; bytes that it skips are none of the image's. */
const MADE_UP = /Corrupt JPEG data: (?!\d+ extraneous)(.*)/;

interface JpegImage extends FrameSize {
  /** Bits of a sample. */
  readonly precision: number;
}

const libjpeg = wasmCodec<JpegImage>(async () => {
  const { default: codecs } = await import('dcmjs-codecs');
  await codecs.NativeCodecs.initializeAsync({ logCodecsInfo: true });
  return (bytes, { rows, columns, precision }) => {
    const wide = precision > 8;
    const frame = new codecs.Context({
      width: columns,
      height: rows,
      // The decoder makes room for samples of as many bits as these, and writes those that the image has.
      bitsAllocated: wide ? 16 : 8,
      bitsStored: precision,
      samplesPerPixel: 1,
      pixelRepresentation: 0,
      planarConfiguration: 0,
      photometricInterpretation: 'MONOCHROME2',
      encodedBuffer: bytes,
    });
    const decoded = heeding(codecs.log, () => codecs.NativeCodecs.decodeJpeg(frame).getDecodedBuffer());
    if (decoded?.length !== rows * columns * (wide ? 2 : 1))
      throw new DicomDamage('a JPEG image has too few pixels', bytes.length);
    return wide ? new Uint16Array(decoded.buffer) : Uint16Array.from(decoded);
  };
});

/**
 * JPEG (ITU T.81) of one component: baseline, extended sequential of 8 or 12 bits, lossless of 2 to 16 bits; by libjpeg,
 * of which `dcmjs-codecs` holds a build for 8, one for 12 and one for 16 bits.
 */
export async function jpeg(): Promise<WasmCodec> {
  const decode = await libjpeg();
  return (bytes, size) => decode(bytes, { ...size, precision: jpegPrecision(bytes, size) });
}

/** Stops at the first damage that the decoder tells of and would go on after. */
function heeding<T>(log: typeof Codecs.log, decode: () => T): T {
  const { info } = log;
  log.info = (message) => {
    const why = MADE_UP.exec(String(message));
    if (why) throw new DicomDamage(`the data of a JPEG image are damaged (${why[1]})`, 0);
  };
  try {
    return decode();
  } finally {
    log.info = info;
  }
}
