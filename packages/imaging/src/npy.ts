import { imagingErrors } from './errors.ts';

const descriptors = {
  '|i1': Int8Array,
  '|u1': Uint8Array,
  '|b1': Uint8Array,
  '<i2': Int16Array,
  '<u2': Uint16Array,
  '<i4': Int32Array,
  '<u4': Uint32Array,
  '<f4': Float32Array,
  '<f8': Float64Array,
} as const;

export type NpyArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

export interface NpyContents<Data extends NpyArray = NpyArray> {
  readonly data: Data;
  /** Outermost axis first, as NumPy writes it: a volume of (x, y, z) voxels has shape [z, y, x]. */
  readonly shape: readonly number[];
}

const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');

/**
 * The header of a `.npy` file, format version 1.0, in C order: the array's own bytes follow. Its length is a multiple of
 * 64, as numpy.lib.format asks. Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyHeader(descriptor: keyof typeof descriptors, shape: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descriptor}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((MAGIC.length + 2 + text.length + 1) / 64) * 64 - MAGIC.length - 2;
  const lengthBytes = Buffer.alloc(2);
  lengthBytes.writeUInt16LE(length);
  return Buffer.concat([MAGIC, lengthBytes, Buffer.from(`${text.padEnd(length - 1)}\n`, 'latin1')]);
}

/** An array as a `.npy` file. */
export function encodeNpy(data: NpyArray, shape: readonly number[] = [data.length]): Buffer {
  const descriptor = (Object.keys(descriptors) as (keyof typeof descriptors)[]).find(
    (key) => key !== '|b1' && data instanceof descriptors[key],
  );
  if (!descriptor || shape.reduce((product, edge) => product * edge, 1) !== data.length) {
    throw new RangeError(`An array of ${data.length} values does not have shape ${shape.join(' × ')}.`);
  }
  return Buffer.concat([npyHeader(descriptor, shape), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}

/** Reads a `.npy` file of plain little-endian numbers in C order. The data share `bytes` where alignment allows. Throws `TFM_NPY_FORMAT`. */
export function decodeNpy(bytes: Uint8Array, file?: string): NpyContents {
  const wrong = (what: string) =>
    imagingErrors.TFM_NPY_FORMAT({
      file,
      message: `A NumPy array ${what}.`,
      fix: 'Write it with numpy.save as a plain little-endian number type in C order.',
    });
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const major = buffer[6];
  if (buffer.length < 12 || !buffer.subarray(0, 6).equals(MAGIC.subarray(0, 6)) || major < 1 || major > 3)
    throw wrong('has no header of a known version');
  const start = major === 1 ? 10 : 12;
  const end = start + (major === 1 ? buffer.readUInt16LE(8) : buffer.readUInt32LE(8));
  const header = buffer.toString('latin1', start, end);
  const descriptor = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? '';
  const shape = /'shape':\s*\(([^)]*)\)/
    .exec(header)?.[1]
    .split(',')
    .filter((part) => part.trim())
    .map(Number);
  if (!(descriptor in descriptors) || !shape || /'fortran_order':\s*True/.test(header))
    throw wrong(
      `of type ${descriptor || '?'}${/True/.test(header) ? ' in Fortran order' : ''} is not one that can be read`,
    );
  const ArrayType = descriptors[descriptor as keyof typeof descriptors];
  const count = shape.reduce((product, edge) => product * edge, 1);
  const body = buffer.subarray(end, end + count * ArrayType.BYTES_PER_ELEMENT);
  if (body.length < count * ArrayType.BYTES_PER_ELEMENT) throw wrong('ends before its last value');
  const aligned = body.byteOffset % ArrayType.BYTES_PER_ELEMENT === 0 ? body : Buffer.from(new Uint8Array(body).buffer);
  return { data: new ArrayType(aligned.buffer as ArrayBuffer, aligned.byteOffset, count), shape };
}
