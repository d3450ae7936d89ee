import { elementBytes, type ElementType } from '../weights/element-types.ts';
import { product } from '../product.ts';

/** A tensor of a safetensors file: its bytes lie from `start` to `end` behind the header. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of a file that say how long its header is. */
export const LENGTH_BYTES = 8;
/** The reference implementation's own limit. */
const MAX_HEADER = 100_000_000;

const types: Readonly<Record<string, ElementType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U64: 'uint64',
  U32: 'uint32',
  U16: 'uint16',
  U8: 'uint8',
  BOOL: 'bool',
  F8_E4M3: 'float8_e4m3fn',
  F8_E5M2: 'float8_e5m2',
};

/** Bytes of the header behind its length, which a file of `size` bytes begins with. Throws what `corrupt` makes. */
export function headerBytes(start: Uint8Array, size: number, corrupt: (message: string) => Error): number {
  if (start.length < LENGTH_BYTES) throw corrupt('The file is shorter than a safetensors header.');
  const length = Number(new DataView(start.buffer, start.byteOffset, start.byteLength).getBigUint64(0, true));
  if (length > Math.min(size - LENGTH_BYTES, MAX_HEADER))
    throw corrupt(`The header claims ${length} bytes; the file has ${size}.`);
  return length;
}

/** Reads the header of `bodyBytes` bytes of tensors, which must fill them without gaps. Throws what `corrupt` makes. */
export function parseSafetensorsHeader(
  bytes: Uint8Array,
  bodyBytes: number,
  corrupt: (message: string) => Error,
): SafetensorsHeader {
  const { written, metadata } = parseJson(bytes, corrupt);
  let end = 0;
  const entries = written
    .sort((a, b) => a[1].data_offsets[0] - b[1].data_offsets[0])
    .map(([name, { dtype, shape, data_offsets: offsets }]): SafetensorsEntry => {
      if (!Object.hasOwn(types, dtype)) throw corrupt(`The tensor ${name} is of type ${dtype}, which cannot be read.`);
      const type = types[dtype];
      if (offsets[0] !== end || offsets[1] - offsets[0] !== product(shape) * elementBytes[type])
        throw corrupt(`The tensor ${name} overlaps another, leaves a gap or has the wrong length.`);
      if (offsets[1] > bodyBytes) throw corrupt(`The file ends inside the tensor ${name}.`);
      end = offsets[1];
      return { name, type, shape, start: offsets[0], end };
    });
  if (end !== bodyBytes) throw corrupt(`${bodyBytes - end} bytes follow the last tensor.`);
  return { entries, metadata };
}

/** A tensor as the header has it. */
interface Written {
  readonly dtype: string;
  readonly shape: number[];
  readonly data_offsets: readonly [number, number];
}

function parseJson(bytes: Uint8Array, corrupt: (message: string) => Error) {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw corrupt('The header is not JSON.');
  }
  if (!isRecord(header)) throw corrupt('The header is not a JSON object.');
  const { __metadata__: metadata = {}, ...rest } = header;
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string'))
    throw corrupt('The metadata is not a map of texts.');
  for (const [name, entry] of Object.entries(rest))
    if (!isWritten(entry)) throw corrupt(`The header does not describe the tensor ${name} properly.`);
  return { written: Object.entries(rest) as Array<[string, Written]>, metadata: metadata as Record<string, string> };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWritten(value: unknown): value is Written {
  const isCounts = (counts: unknown): counts is number[] =>
    Array.isArray(counts) && counts.every((n) => Number.isSafeInteger(n) && n >= 0);
  return (
    isRecord(value) &&
    typeof value.dtype === 'string' &&
    isCounts(value.shape) &&
    isCounts(value.data_offsets) &&
    value.data_offsets.length === 2
  );
}
