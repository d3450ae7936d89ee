import { computeErrors } from '../errors.ts';
import { product } from '../product.ts';
import { fromBfloat16, fromFloat16 } from './half-floats.ts';

/** A named float32 array with its shape. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * The safetensors format (huggingface.co/docs/safetensors): 8 bytes of header length, a JSON header, raw little-endian
 * data. Nothing in it is ever executed. The same tensors give the same bytes, whatever their order.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, NamedTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, Entry | Record<string, string>> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = { ...metadata };
  const names = Object.keys(tensors).sort();
  let offset = 0;
  for (const name of names) {
    const { shape, data } = tensors[name];
    header[name] = { dtype: 'F32', shape: [...shape], data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, 8, 8 + padded);
  bytes.set(json, 8);
  let at = 8 + padded;
  for (const name of names) {
    const { data } = tensors[name];
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** The reference implementation's own limit. */
const MAX_HEADER = 100_000_000;
const widths: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

/** Reads F32, F16 and BF16 tensors as float32. `file` is named in errors. Throws `TFM_CHECKPOINT_CORRUPT`. */
export function decodeSafetensors(
  bytes: Uint8Array,
  file: string,
): { tensors: Record<string, NamedTensor>; metadata: Record<string, string> } {
  const corrupt = (message: string) =>
    computeErrors.TFM_CHECKPOINT_CORRUPT({
      file,
      message,
      fix: 'Copy the file again, or train again: nothing of it was used.',
    });
  if (bytes.length < 8) throw corrupt('The file is shorter than a safetensors header.');
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
  if (headerLength > Math.min(bytes.length - 8, MAX_HEADER))
    throw corrupt(`The header claims ${headerLength} bytes; the file has ${bytes.length}.`);
  const { entries, metadata } = parseHeader(bytes.subarray(8, 8 + headerLength), corrupt);
  const body = bytes.subarray(8 + headerLength);
  let end = 0;
  const tensors: Array<[string, NamedTensor]> = [];
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of entries.sort((a, b) => a[1].data_offsets[0] - b[1].data_offsets[0])) {
    if (!Object.hasOwn(widths, dtype))
      throw corrupt(`The tensor ${name} is of type ${dtype}; F32, F16 and BF16 can be read.`);
    if (from !== end || to - from !== product(shape) * widths[dtype])
      throw corrupt(`The tensor ${name} overlaps another, leaves a gap or has the wrong length.`);
    if (to > body.length) throw corrupt(`The file ends inside the tensor ${name}.`);
    end = to;
    tensors.push([name, { shape, data: decode(new Uint8Array(body.subarray(from, to)), dtype) }]);
  }
  if (end !== body.length) throw corrupt(`${body.length - end} bytes follow the last tensor.`);
  return { tensors: Object.fromEntries(tensors), metadata };
}

function parseHeader(
  bytes: Uint8Array,
  corrupt: (message: string) => Error,
): { entries: Array<[string, Entry]>; metadata: Record<string, string> } {
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
    if (!isEntry(entry)) throw corrupt(`The header does not describe the tensor ${name} properly.`);
  return { entries: Object.entries(rest) as Array<[string, Entry]>, metadata: metadata as Record<string, string> };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEntry(value: unknown): value is Entry {
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

/** `bytes` starts its own buffer: a Buffer's `slice` would not. */
function decode(bytes: Uint8Array, dtype: string): Float32Array {
  if (dtype === 'F32') return new Float32Array(bytes.buffer, 0, bytes.length / 4);
  const halves = new Uint16Array(bytes.buffer, 0, bytes.length / 2);
  return dtype === 'BF16' ? fromBfloat16(halves) : fromFloat16(halves);
}
