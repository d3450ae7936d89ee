import codecs from 'dcmjs-codecs';

/** What a test's JPEG image is made of. */
export interface JpegToWrite {
  readonly rows: number;
  readonly columns: number;
  /** Bits of a sample: 8, 12 or 16. */
  readonly precision: number;
  readonly samples: ArrayLike<number>;
}

export interface JpegCoding {
  /** Baseline, of 8 bits; lossless otherwise. */
  readonly lossy?: boolean;
  readonly quality?: number;
  readonly predictor?: number;
  readonly pointTransform?: number;
}

/** A JPEG image by the encoders beside the decoders; images by another library's are in `frames`. */
export async function encodeJpeg(image: JpegToWrite, coding: JpegCoding = {}): Promise<Uint8Array> {
  const { NativeCodecs, Context } = codecs;
  if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync();
  const { rows, columns, precision, samples } = image;
  const values = precision === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples);
  const frame = new Context({
    width: columns,
    height: rows,
    bitsAllocated: 8 * values.BYTES_PER_ELEMENT,
    bitsStored: precision,
    samplesPerPixel: 1,
    pixelRepresentation: 0,
    planarConfiguration: 0,
    photometricInterpretation: 'MONOCHROME2',
    decodedBuffer: new Uint8Array(values.buffer),
  });
  return NativeCodecs.encodeJpeg(frame, coding).getEncodedBuffer() as Uint8Array;
}
