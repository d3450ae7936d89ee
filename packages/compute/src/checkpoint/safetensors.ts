import type { ParameterSpecs, ParameterValues } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import { product } from '../product.ts';
import { toFloat32 } from '../weights/to-float32.ts';
import { unreadableType } from '../weights/weights-errors.ts';
import { headerBytes, LENGTH_BYTES, parseSafetensorsHeader } from './safetensors-header.ts';

/** A named float32 array with its shape. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters as tensors of a file. */
export function namedTensors(specs: ParameterSpecs, values: ParameterValues): Record<string, NamedTensor> {
  return Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, { shape, data: values[name] }]));
}

/**
 * The safetensors format (huggingface.co/docs/safetensors): 8 bytes of header length, a JSON header, raw little-endian
 * data. Nothing in it is ever executed. The same tensors give the same bytes, whatever their order.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, NamedTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, object> = {};
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

/** The error of a damaged safetensors file. */
export const corruptCheckpoint = (file: string, message: string) =>
  computeErrors.TFM_CHECKPOINT_CORRUPT({
    file,
    message,
    fix: 'Copy the file again, or train again: nothing of it was used.',
  });

/** Reads tensors as float32, each with a buffer of its own. `file` is named in errors. Throws `TFM_CHECKPOINT_CORRUPT`, `TFM_WEIGHTS_TYPE`. */
export function decodeSafetensors(
  bytes: Uint8Array,
  file: string,
): { tensors: Record<string, NamedTensor>; metadata: Record<string, string> } {
  const corrupt = (message: string) => corruptCheckpoint(file, message);
  const behind = LENGTH_BYTES + headerBytes(bytes, bytes.length, corrupt);
  const body = bytes.subarray(behind);
  const { entries, metadata } = parseSafetensorsHeader(bytes.subarray(LENGTH_BYTES, behind), body.length, corrupt);
  const tensors = entries.map(({ name, type, shape, start, end }): [string, NamedTensor] => {
    const own = new Uint8Array(body.subarray(start, end));
    if (type === 'float32') return [name, { shape, data: new Float32Array(own.buffer) }];
    const data = new Float32Array(product(shape));
    const reason = toFloat32({ type, bytes: own }, data);
    if (reason) throw unreadableType(file, `The tensor ${name} cannot be read as float32: ${reason}.`);
    return [name, { shape, data }];
  });
  return { tensors: Object.fromEntries(tensors), metadata: { ...metadata } };
}
