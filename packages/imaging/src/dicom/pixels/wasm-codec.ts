import { DicomDamage } from '../parse/damage.ts';

export interface FrameSize {
  readonly rows: number;
  readonly columns: number;
}

/** Decodes one frame whose header was checked; the values are as many as rows · columns. */
export type WasmCodec<Size extends FrameSize = FrameSize> = (bytes: Uint8Array, size: Size) => Uint16Array;

/**
 * A codec that loads its WebAssembly when it is first asked for, and anew after a frame that it failed at: a module that
 * was thrown out of is in no state to be trusted.
 */
export function wasmCodec<Size extends FrameSize>(
  load: () => Promise<WasmCodec<Size>>,
): () => Promise<WasmCodec<Size>> {
  let made: Promise<WasmCodec<Size>> | undefined;
  return async () => {
    const decode = await (made ??= load());
    return (bytes, size) => {
      try {
        return decode(bytes, size);
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
const words = (error: unknown) => (error instanceof Error ? error.message.trim() : `codec error ${String(error)}`);
