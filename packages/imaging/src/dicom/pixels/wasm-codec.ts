import { DicomDamage } from '../parse/damage.ts';

export interface CodecFrame {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
}

/** What decoders of the `@cornerstonejs/codec-*` packages have in common. */
export interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): CodecFrame;
  readHeader(): void;
  decode(): void;
  delete(): void;
}

/** Decodes one frame whose header was checked; the values are as many as rows · columns. */
export type WasmCodec = (bytes: Uint8Array, size: { readonly rows: number; readonly columns: number }) => Uint16Array;

/**
 * Settings for a module, which becomes the module itself, so that each needs its own: codecs report their progress on the
 * console unless they are told where to.
 */
export const quiet = () => ({ print: () => undefined, printErr: () => undefined });

/**
 * A codec that loads its WebAssembly when it is first asked for, and anew after a frame that it failed at: a module that
 * was thrown out of is in no state to be trusted.
 */
export function wasmCodec(load: () => Promise<() => WasmDecoder>): () => Promise<WasmCodec> {
  let made: Promise<() => WasmDecoder> | undefined;
  return async () => {
    const create = await (made ??= load());
    return (bytes, size) => {
      try {
        return decodeWith(create(), bytes, size);
      } catch (error) {
        made = undefined;
        throw error instanceof DicomDamage
          ? error
          : new DicomDamage(`a compressed frame cannot be decoded (${words(error)})`, 0);
      }
    };
  };
}

/** C++ exceptions come as numbers. */
const words = (error: unknown) => (error instanceof Error ? error.message : `codec error ${String(error)}`);

function decodeWith(decoder: WasmDecoder, bytes: Uint8Array, { rows, columns }: Parameters<WasmCodec>[1]): Uint16Array {
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
}
