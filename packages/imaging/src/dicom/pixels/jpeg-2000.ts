import { cornerstoneCodec, quiet, type CornerstoneDecoder } from './cornerstone-codec.ts';
import { checkCodestream, codestreamOf } from './jpeg-2000-header.ts';
import { wasmCodec, type WasmCodec } from './wasm-codec.ts';

interface OpenJpeg {
  readonly J2KDecoder: new () => CornerstoneDecoder;
}
interface OpenJph {
  readonly HTJ2KDecoder: new () => CornerstoneDecoder;
}

type Factory<Module> = { readonly default: (settings: object) => Promise<Module> };

const openJpeg = wasmCodec(async () => {
  const { default: make } = (await import(
    '@cornerstonejs/codec-openjpeg/decodewasmjs'
  )) as unknown as Factory<OpenJpeg>;
  const { J2KDecoder } = await make(quiet());
  return cornerstoneCodec(() => new J2KDecoder());
});

const openJph = wasmCodec(async () => {
  const { default: make } = (await import('@cornerstonejs/codec-openjph/wasmjs')) as unknown as Factory<OpenJph>;
  const { HTJ2KDecoder } = await make(quiet());
  return cornerstoneCodec(() => new HTJ2KDecoder());
});

const checked =
  (decode: WasmCodec): WasmCodec =>
  (bytes, size) => {
    const codestream = codestreamOf(bytes);
    checkCodestream(codestream, size);
    return decode(codestream, size);
  };

/** JPEG 2000 (ITU T.800), by OpenJPEG. */
export const jpeg2000 = async (): Promise<WasmCodec> => checked(await openJpeg());

/** High-throughput JPEG 2000 (ITU T.814), by OpenJPH. */
export const htj2k = async (): Promise<WasmCodec> => checked(await openJph());
