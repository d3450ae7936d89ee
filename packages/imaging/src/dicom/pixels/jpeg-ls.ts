import { DicomDamage } from '../parse/damage.ts';
import { cornerstoneCodec, quiet, type CornerstoneDecoder } from './cornerstone-codec.ts';
import { wasmCodec, type WasmCodec } from './wasm-codec.ts';

interface CharLs {
  readonly JpegLSDecoder: new () => CornerstoneDecoder;
}

const charLs = wasmCodec(async () => {
  const { default: make } = (await import('@cornerstonejs/codec-charls/decodewasmjs')) as unknown as {
    readonly default: (settings: object) => Promise<CharLs>;
  };
  const { JpegLSDecoder } = await make(quiet());
  return cornerstoneCodec(() => new JpegLSDecoder());
});

/** JPEG-LS (ITU T.87), lossless or nearly so, by CharLS. */
export async function jpegLs(): Promise<WasmCodec> {
  const decode = await charLs();
  return (bytes, size) => {
    checkFrame(bytes, size);
    return decode(bytes, size);
  };
}

/** Checks what the image says of its size (T.87, C.2.2) before a decoder makes room for it. */
function checkFrame(bytes: Uint8Array, { rows, columns }: { readonly rows: number; readonly columns: number }): void {
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff; ) {
    const length = (bytes[at + 2] << 8) | bytes[at + 3];
    if (bytes[at + 1] === 0xf7) {
      const [height, width] = [(bytes[at + 5] << 8) | bytes[at + 6], (bytes[at + 7] << 8) | bytes[at + 8]];
      if (height === rows && width === columns && bytes[at + 9] === 1) return checkEnd(bytes, at);
      throw new DicomDamage(`a JPEG-LS frame has ${width} × ${height} pixels of ${bytes[at + 9]} components`, at);
    }
    at += 2 + length;
  }
  throw new DicomDamage('a frame is no JPEG-LS image', 0);
}

/** Without its last marker, which no data look like, a frame that is cut short keeps CharLS looking for half a minute. */
function checkEnd({ buffer, byteOffset, length }: Uint8Array, start: number): void {
  if (!Buffer.from(buffer, byteOffset, length).includes('ffd9', start, 'hex'))
    throw new DicomDamage('a JPEG-LS frame is cut short', length);
}
