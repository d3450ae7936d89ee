import { createRequire } from 'node:module';

interface FrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
  readonly isUsingColorTransform: boolean;
}

interface Encoder {
  getDecodedBuffer(info: FrameInfo): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  encode(): void;
  setNearLossless?(error: number): void;
  setDecompositions?(levels: number): void;
  setQuality?(reversible: boolean, quality: number): void;
  delete(): void;
}

const require = createRequire(import.meta.url);
const packages = {
  'jpeg-2000': ['@cornerstonejs/codec-openjpeg/wasmjs', 'J2KEncoder'],
  htj2k: ['@cornerstonejs/codec-openjph/wasmjs', 'HTJ2KEncoder'],
  'jpeg-ls': ['@cornerstonejs/codec-charls/wasmjs', 'JpegLSEncoder'],
} as const;

/** An encoder of the codecs' packages, which hold both ways: 16-bit values to a lossless (or nearly lossless) frame. */
export async function frameEncoder(coding: keyof typeof packages) {
  const [name, type] = packages[coding];
  const make = require(name) as (settings: object) => Promise<Record<string, new () => Encoder>>;
  const module = await make({ print: () => undefined, printErr: () => undefined });
  return (
    values: Int16Array | Uint16Array,
    info: Omit<FrameInfo, 'componentCount' | 'isUsingColorTransform'>,
    near = 0,
  ): Uint8Array => {
    const encoder = new module[type]();
    encoder
      .getDecodedBuffer({ ...info, componentCount: 1, isUsingColorTransform: false })
      .set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    if (near > 0) encoder.setNearLossless?.(near);
    // Small frames have no room for the usual five levels.
    encoder.setDecompositions?.(2);
    encoder.encode();
    const bytes = Uint8Array.from(encoder.getEncodedBuffer());
    encoder.delete();
    return bytes;
  };
}
