import { DicomDamage } from '../parse/damage.ts';
import type { WasmCodec } from './wasm-codec.ts';

interface CodecFrame {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
}

/** What decoders of the `@cornerstonejs/codec-*` packages have in common. */
export interface CornerstoneDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): CodecFrame;
  decode(): void;
  delete(): void;
}

/**
 * Settings for a module, which becomes the module itself, so that each needs its own: codecs report their progress on the
 * console unless they are told where to.
 */
export const quiet = () => ({ print: () => undefined, printErr: () => undefined });

/** Decodes each frame by a decoder of its own. */
export const cornerstoneCodec =
  (create: () => CornerstoneDecoder): WasmCodec =>
  (bytes, { rows, columns }) => {
    const decoder = create();
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const { width, height, componentCount, bitsPerSample } = decoder.getFrameInfo();
    if (width !== columns || height !== rows || componentCount !== 1 || bitsPerSample > 16)
      throw new DicomDamage(`a compressed frame has ${width} × ${height} pixels of ${bitsPerSample} bits`, 0);
    const decoded = decoder.getDecodedBuffer();
    const wide = bitsPerSample > 8;
    if (decoded.length < rows * columns * (wide ? 2 : 1))
      throw new DicomDamage('a compressed frame has too few pixels', 0);
    // The buffer is the module's own memory, which the next frame overwrites.
    const copy = decoded.slice(0, rows * columns * (wide ? 2 : 1));
    decoder.delete();
    return wide ? new Uint16Array(copy.buffer) : Uint16Array.from(copy);
  };
